import QtQuick
import Touchlane
import Touchlane.Bridge

// How it works, in three steps, and who else helps.
Sheet {
    id: panel
    objectName: "helpPanel"

    required property Kiosk kiosk

    onScrimTapped: kiosk.closePanel()
    onClosed: kiosk.closePanel()
    SheetHead {
        width: parent.width
        heading: qsTr("How it works")
        onClosed: panel.kiosk.closePanel()
    }
    HelpStep {
        width: parent.width
        iconName: "scan"
        heading: qsTr("Scan")
        words: qsTr("Hold each barcode in the camera's frame until it turns green. If it does not scan, key in its digits.")
    }
    HelpStep {
        width: parent.width
        iconName: "phone"
        heading: qsTr("Pay")
        words: qsTr("Scan the code on the screen with your wallet app and confirm on your phone.")
    }
    HelpStep {
        width: parent.width
        iconName: "receipt"
        heading: qsTr("Take your receipt")
        words: qsTr("On paper, or on your phone with the code on the last screen.")
    }
    Item {
        width: parent.width
        height: panel.wide ? Math.max(ask.height, staff.height) : ask.height + Theme.s3 + staff.height
        Strip {
            id: ask
            width: panel.wide ? parent.width - staff.width - Theme.s3 : parent.width
            height: panel.wide ? Math.max(implicitHeight, staff.height) : implicitHeight
            iconName: "staff"
            text: qsTr("Still stuck? Ask any member of staff. Your basket stays as it is.")
        }
        StaffButton {
            id: staff
            anchors { right: parent.right; bottom: parent.bottom }
            onClicked: {
                panel.kiosk.closePanel()
                panel.kiosk.staff.ask()
            }
        }
    }
}
