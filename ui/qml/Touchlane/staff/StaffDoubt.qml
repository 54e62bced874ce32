import QtQuick
import Touchlane
import Touchlane.Bridge

// A shopper's payment in doubt: what they were told, and the way to let the trip go.
Item {
    id: page

    required property StaffModel staff
    required property TroubleModel trouble

    Flickable {
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: release.top; bottomMargin: Theme.s3 }
        clip: true
        contentHeight: facts.height
        boundsBehavior: Flickable.StopAtBounds
        Column {
            id: facts
            width: parent.width
            spacing: Theme.s2
            KText { width: parent.width; wrapMode: Text.Wrap; text: qsTr("Payment in doubt"); font.pixelSize: Theme.title; font.weight: Font.Bold }
            KText { objectName: "staffSaleCode"; width: parent.width; wrapMode: Text.Wrap; text: page.trouble.saleCode; font.pixelSize: Theme.h1; font.weight: Font.Bold }
            KText { width: parent.width; wrapMode: Text.Wrap; text: page.trouble.amount; font.pixelSize: Theme.h2 }
            KText { width: parent.width; wrapMode: Text.Wrap; text: page.trouble.doubt; color: Theme.inkSoft }
            KText {
                width: parent.width
                wrapMode: Text.Wrap
                color: Theme.inkSoft
                text: qsTr("Note the code for the shopper. Released, the payment is watched on and ends by itself in paid, closed or refunded.")
            }
        }
    }
    TwiceButton {
        id: release
        objectName: "staffReleaseButton"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        once: qsTr("Release this trip")
        again: qsTr("Tap again: release it")
        onConfirmed: page.staff.releaseDoubt()
    }
}
