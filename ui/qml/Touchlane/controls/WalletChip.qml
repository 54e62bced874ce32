import QtQuick
import Touchlane

// A way to pay that works here. Its colour is a hint, its name says it.
KButton {
    id: chip

    required property string wallet
    required property bool chosen
    property bool single: false
    readonly property int edged: Theme.isContrast ? 8 : 4
    readonly property string walletName: WalletNames.of(wallet)

    objectName: "walletChip_" + wallet
    least: Theme.touch
    implicitHeight: least
    implicitWidth: Math.ceil(name.implicitWidth) + Theme.px(112)
    text: walletName
    enabled: !single
    Accessible.name: walletName
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: chosen
    background: Rectangle {
        radius: height / 2
        color: chip.chosen ? Theme.brandSoft : Theme.surfaceLow
        border { width: chip.chosen && !chip.single ? Theme.px(chip.edged) : Theme.edge; color: chip.chosen ? Theme.brand : Theme.outline }
        FocusRing { target: parent; shown: chip.visualFocus; radius: height / 2 }
    }
    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: Theme.px(14)
            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.px(20)
                height: width
                radius: width / 2
                color: chip.wallet.startsWith("wechat") ? "#07A35A" : chip.wallet.startsWith("alipay") ? "#1268E8"
                     : chip.wallet.startsWith("unionpay") ? "#C4122F" : Theme.inkSoft
            }
            KText {
                id: name
                anchors.verticalCenter: parent.verticalCenter
                text: chip.walletName
                font.pixelSize: Theme.caption + Theme.px(2)
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
        }
    }
}
