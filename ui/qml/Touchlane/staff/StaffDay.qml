pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The X-report of a business day.
Item {
    id: page

    required property StaffModel staff

    StaffDayTurn { id: turn; width: parent.width; staff: page.staff }
    Flickable {
        anchors { left: parent.left; right: parent.right; top: turn.bottom; topMargin: Theme.s2; bottom: printButton.top; bottomMargin: Theme.s3 }
        clip: true
        contentHeight: report.height
        boundsBehavior: Flickable.StopAtBounds
        Column {
            id: report
            width: parent.width
            KText { objectName: "dayTotal"; text: page.staff.dayTotal; font.pixelSize: Theme.h1; font.weight: Font.Bold }
            StaffFact { width: parent.width; name: qsTr("Sales"); value: String(page.staff.daySales) }
            StaffFact { width: parent.width; name: qsTr("Pieces"); value: String(page.staff.dayPieces) }
            StaffFact { width: parent.width; name: qsTr("Discounts"); value: page.staff.dayDiscount }
            StaffFact { visible: page.staff.dayCoupons !== ""; width: parent.width; name: qsTr("of it by coupons"); value: page.staff.dayCoupons }
            StaffFact { visible: page.staff.dayStaff !== ""; width: parent.width; name: qsTr("of it by staff"); value: page.staff.dayStaff }
            Item { width: 1; height: Theme.s3 }
            KText { text: qsTr("By means of payment"); font.weight: Font.Bold }
            Repeater {
                model: page.staff.wallets
                StaffFact {
                    required property string walletId
                    required property string sales
                    required property string total
                    width: report.width
                    name: WalletNames.of(walletId)
                    value: `${sales}  ·  ${total}`
                }
            }
            Item { width: 1; height: Theme.s3 }
            KText { text: qsTr("By tax rate: net, tax, gross"); font.weight: Font.Bold }
            Repeater {
                model: page.staff.taxes
                StaffFact {
                    required property string rate
                    required property string net
                    required property string tax
                    required property string gross
                    width: report.width
                    name: rate
                    value: `${net}  ·  ${tax}  ·  ${gross}`
                }
            }
        }
    }
    KButton {
        id: printButton
        objectName: "printDayButton"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        iconName: "receipt"
        text: qsTr("Print X-report")
        onClicked: page.staff.printDay()
    }
}
