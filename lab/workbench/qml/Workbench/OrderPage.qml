import QtQuick
import Touchlane
import Touchlane.Workbench

// The wallet: what is asked, by whom, and the payer's choices.
Item {
    id: page

    required property Phone phone
    required property Order order
    readonly property bool open: ["NOTPAY", "USERPAYING"].includes(order.state)
    readonly property bool tight: height < 420
    readonly property bool done: order.state === "SUCCESS"
    readonly property var verdicts: ({
        SUCCESS: qsTr("Paid"), PAYERROR: qsTr("Refused"), REFUND: qsTr("Refunded"),
        CLOSED: qsTr("The kiosk closed this order"), closed: qsTr("The kiosk closed this order"),
        expired: qsTr("This code has expired"), paid: qsTr("Already paid"),
        not_found: qsTr("The wallet knows no such order"), opening: qsTr("Opening…")
    })

    Column {
        anchors { left: parent.left; right: parent.right; top: parent.top; topMargin: page.tight ? 2 : 14 }
        spacing: page.tight ? 2 : 6
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: tag.implicitWidth + 22
            height: 24
            radius: 12
            color: Theme.amber
            KText { id: tag; anchors.centerIn: parent; text: qsTr("Simulated wallet"); color: Theme.amberInk; font.pixelSize: 12; font.weight: Font.Bold }
        }
        Item { width: 1; height: page.tight ? 2 : 10 }
        KText {
            objectName: "merchant"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: page.order.merchant
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
        KText {
            objectName: "amount"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: page.order.amount
            fontSizeMode: Text.HorizontalFit
            font.pixelSize: page.tight ? 34 : 44
            font.weight: Font.Bold
            font.letterSpacing: -1
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            visible: !page.tight
            maximumLineCount: 2
            elide: Text.ElideRight
            text: page.order.description
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
        }
        KText {
            visible: page.open && page.order.secondsLeft > 0
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Valid for %1 s").arg(page.order.secondsLeft)
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
        }
    }
    Column {
        visible: page.open
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: page.tight ? 2 : 10 }
        spacing: page.tight ? 5 : 8
        Press {
            objectName: "payButton"
            width: parent.width
            implicitHeight: page.tight ? 42 : 48
            kind: "primary"
            enabled: page.order.payable
            text: qsTr("Pay")
            onClicked: page.order.pay()
        }
        Press {
            objectName: "refuseButton"
            width: parent.width
            implicitHeight: page.tight ? 36 : 42
            kind: "danger"
            enabled: page.order.payable
            text: qsTr("Refuse")
            onClicked: page.order.refuse()
        }
        Press {
            objectName: "awayButton"
            width: parent.width
            implicitHeight: page.tight ? 32 : 42
            kind: "plain"
            text: qsTr("Do nothing")
            onClicked: page.phone.putAway()
        }
    }
    Column {
        visible: !page.open
        anchors { left: parent.left; right: parent.right }
        y: page.order.state === "opening" ? (page.height - height) / 2 : page.height - height - (page.tight ? 4 : 18)
        spacing: 10
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: page.order.state !== "opening"
            width: 76
            height: 76
            radius: 38
            color: page.done ? Theme.lime : Theme.dangerSoft
            Icon { anchors.centerIn: parent; name: page.done ? "check" : "close"; color: page.done ? Theme.limeInk : Theme.danger; size: 42; stroke: 2.2 }
        }
        KText {
            objectName: "verdict"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: page.verdicts[page.order.state] ?? page.order.state
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
        Press {
            objectName: "closeOrder"
            width: parent.width
            visible: page.order.state !== "opening"
            text: qsTr("Close")
            onClicked: page.phone.putDown()
        }
    }
}
