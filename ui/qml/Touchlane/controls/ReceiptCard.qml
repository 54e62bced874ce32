import QtQuick
import Touchlane
import Touchlane.Bridge

// Where the receipt is: on paper, and always as a code for the phone.
Item {
    id: card

    required property PaidModel paid
    readonly property bool fine: paid.paper === "printing" || paid.paper === "printed"

    Card { anchors.fill: parent; elevation: Theme.px(40) }
    Column {
        id: words
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.s4 }
        spacing: Theme.s3
        KText {
            objectName: "receiptText"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: !card.paid.memberLate ? qsTr("Scan to keep your receipt on your phone")
                  : card.paid.receiptQr !== "" ? qsTr("Paid already. Scan to add it to your membership.")
                  : qsTr("Paid already. Next time show the member code before you pay.")
            font.weight: Font.Bold
        }
        Rectangle {
            width: parent.width
            height: Math.max(Theme.px(100), paperText.implicitHeight + Theme.s3)
            radius: Theme.radiusMedium
            color: card.fine ? Theme.brandSoft : Theme.amberSoft
            border { width: Theme.edge; color: Theme.outline }
            Icon {
                id: sign
                anchors { left: parent.left; leftMargin: Theme.s3; verticalCenter: parent.verticalCenter }
                name: card.paid.paper === "printed" ? "check" : card.fine ? "receipt" : "info"
                color: paperText.color
                size: Theme.px(52)
            }
            KText {
                id: paperText
                objectName: "paperText"
                anchors { left: sign.right; right: parent.right; margins: Theme.s2; verticalCenter: parent.verticalCenter }
                wrapMode: Text.Wrap
                color: card.fine ? Theme.brand : Theme.amberSoftInk
                font.weight: Font.DemiBold
                font.pixelSize: Theme.caption + Theme.px(2)
                text: ({
                    printing: qsTr("Your receipt is being printed."),
                    printed: qsTr("Please take your receipt below."),
                    ask_staff: qsTr("The printer did not confirm. If you want paper, ask staff."),
                    no_paper: qsTr("No paper receipt this time. The code above is your receipt.")
                })[card.paid.paper] ?? ""
            }
        }
        KText {
            objectName: "memberText"
            visible: card.paid.memberBound
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Added to your member account.")
                  + (card.paid.points > 0 ? "  " + qsTr("%n point(s) earned.", "", card.paid.points) : "")
            color: Theme.inkSoft
            font.pixelSize: Theme.caption + Theme.px(2)
        }
    }
    QrCard {
        objectName: "receiptQr"
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: Theme.s4 }
        width: Math.min(card.height - words.height - Theme.px(120), card.width - 2 * Theme.s5)
        height: width
        text: card.paid.receiptQr
        label: qsTr("Receipt code")
    }
}
