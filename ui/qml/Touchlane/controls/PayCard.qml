pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The code to scan, or what happens instead: waiting for one, confirming on the phone, a reason and a new try.
Item {
    id: card

    required property PayModel pay
    // Large words leave a lying card no height for the code: they go beside it.
    readonly property bool beside: Theme.large && wide && pay.state === "scan"
    property bool wide: false
    readonly property int side: beside ? Math.min(height - 2 * Theme.s4, width * 0.56) : Math.min(width - 2 * Theme.px(72), height - below.height - Theme.px(132))

    Card { anchors.fill: parent; elevation: Theme.px(40) }
    QrCard {
        objectName: "payQr"
        visible: card.pay.state === "scan"
        x: card.beside ? Theme.s4 : (card.width - width) / 2
        y: card.beside ? (card.height - height) / 2 : Theme.px(56)
        width: card.side
        height: width
        text: card.pay.qrText
        label: qsTr("Payment code")
    }
    Rectangle {
        objectName: "payState"
        visible: card.pay.state !== "scan"
        anchors { fill: parent; margins: Theme.s4; bottomMargin: below.height > 0 ? below.height + Theme.s5 : Theme.s4 }
        radius: Theme.radiusMedium
        color: card.pay.state === "failed" ? Theme.dangerSoft : Theme.brandSoft
        border { width: Theme.edge; color: Theme.outline }
        Column {
            anchors.centerIn: parent
            width: parent.width - 2 * Theme.s4
            spacing: Theme.s3
            Icon {
                // Two choices and an amount below leave large words no room for a sign.
                visible: card.pay.before === "" || !Theme.large
                anchors.horizontalCenter: parent.horizontalCenter
                name: ({ opened: "phone", failed: "alert", agree: "check" })[card.pay.state] ?? "clock"
                color: card.pay.state === "failed" ? Theme.danger : Theme.brand
                size: Theme.px(220)
                stroke: 1.4
            }
            KText {
                objectName: "payStateText"
                Accessible.role: Accessible.Heading
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                wrapMode: Text.Wrap
                lineHeight: 1.05
                text: card.pay.state === "failed" ? card.pay.reason : card.pay.state === "agree" ? qsTr("Nothing to pay")
                    : card.pay.state === "opened" ? qsTr("Confirm on your phone")
                    : card.pay.nothingOwed ? qsTr("Confirming your vouchers") : qsTr("Preparing your code")
                font.pixelSize: card.pay.before !== "" ? Theme.body : card.pay.state === "failed" ? Theme.title : Theme.h2
                font.weight: Font.Bold
            }
        }
    }
    Column {
        id: below
        x: card.beside ? card.side + 2 * Theme.s4 : Theme.s4
        y: card.beside ? (card.height - height) / 2 : card.height - height - Theme.s4
        width: card.width - x - Theme.s4
        spacing: Theme.px(22)
        KText {
            objectName: "payTitle"
            Accessible.role: Accessible.Heading
            visible: card.pay.state === "scan"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Scan with your wallet app")
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
        Grid {
            visible: card.pay.state === "scan"
            anchors.horizontalCenter: parent.horizontalCenter
            columns: card.beside ? 1 : Math.max(1, card.pay.wallets.count)
            spacing: Theme.gap
            Repeater {
                model: card.pay.wallets
                WalletChip {
                    required property string walletId
                    wallet: walletId
                    chosen: walletId === card.pay.wallet
                    single: card.pay.wallets.count === 1
                    onClicked: if (!chosen) card.pay.choose(walletId)
                }
            }
        }
        PayAnswers {
            visible: card.pay.state === "failed" || card.pay.state === "agree"
            width: parent.width
            pay: card.pay
        }
        TimeLeft {
            visible: card.pay.state === "scan" && card.pay.secondsLeft > 0
            width: parent.width
            pay: card.pay
        }
    }
}
