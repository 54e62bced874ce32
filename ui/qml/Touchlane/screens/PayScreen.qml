import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "payScreen"

    required property Kiosk kiosk
    readonly property PayModel pay: kiosk.pay
    readonly property bool wide: width > height

    Rectangle { anchors.fill: parent; color: Theme.background }
    Item {
        id: hero
        width: screen.wide ? screen.width * 0.42 : screen.width
        height: screen.wide ? screen.height : Theme.px(Theme.low ? 560 : 700)
        clip: true
        Rectangle { anchors.fill: parent; color: Theme.brandDeep }
        Rectangle { x: parent.width - Theme.px(520); y: -Theme.px(420); width: Theme.px(900); height: width; radius: width / 2; color: Theme.deepShape }
        Rectangle { x: parent.width - Theme.px(330); y: -Theme.px(240); width: Theme.px(560); height: width; radius: width / 2; color: Theme.deepShape }
    }
    TopBar {
        id: bar
        x: Theme.s4
        width: hero.width - 2 * Theme.s4
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        onDark: screen.wide || !Theme.low
        backText: qsTr("Back to basket")
        onBack: screen.pay.back()
        onHelp: screen.kiosk.openPanel("help")
    }
    Column {
        x: screen.wide ? Theme.s5 : Theme.s4
        width: hero.width - 2 * x
        y: screen.wide ? bar.roomTop + (bar.roomBottom - bar.roomTop - height) * 0.42 : bar.roomTop + Theme.s4
        spacing: Theme.px(4)
        KText { text: qsTr("Amount due"); color: Theme.deepInkSoft; font.pixelSize: Theme.title }
        KText {
            objectName: "amountDue"
            width: parent.width
            text: screen.pay.amount
            color: Theme.deepInk
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.h2
            font.pixelSize: Theme.display
            font.weight: Font.Bold
            font.letterSpacing: -Theme.px(4)
        }
        KText {
            width: parent.width
            wrapMode: Text.Wrap
            text: qsTr("%n piece(s)", "", screen.pay.pieces)
                  + (screen.pay.vouchers !== "" ? "  ·  " + qsTr("vouchers %1").arg(screen.pay.vouchers) : "")
                  + (screen.pay.saved !== "" ? "  ·  " + qsTr("saved %1").arg(screen.pay.saved) : "")
            color: Theme.lime
            font.weight: Font.DemiBold
        }
    }
    PayCard {
        id: card
        width: screen.wide ? Math.min(Theme.px(Theme.large ? 1040 : 760), screen.width - hero.width - 2 * Theme.s4) : Math.min(Theme.px(840), screen.width - 2 * Theme.s4)
        x: screen.wide ? hero.width + (screen.width - hero.width - width) / 2 : (screen.width - width) / 2
        y: screen.wide ? Math.max(Theme.s5, Theme.barTop) : hero.height - Theme.px(Theme.large ? 150 : 180)
        height: foot.y - y - Theme.s3
        wide: screen.wide
        pay: screen.pay
    }
    Item {
        id: foot
        x: screen.wide ? hero.width + Theme.s4 : Theme.s4
        width: screen.width - x - Theme.s4
        height: Math.max(screen.wide ? Theme.px(96) : Theme.touchLarge, hints.implicitHeight)
        y: (screen.wide ? screen.height : bar.roomBottom) - height - Theme.s3
        NoticePill {
            id: pill
            anchors.centerIn: parent
            notice: screen.kiosk.notice
            maximumWidth: parent.width
        }
        KText {
            id: hints
            objectName: "payHint"
            visible: !pill.visible && screen.pay.state !== "failed"
            anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            lineHeight: 1.1
            color: Theme.inkSoft
            text: screen.pay.nothingOwed ? qsTr("No wallet is needed.") : screen.pay.state === "opened"
                  ? qsTr("Stay here until this screen says it is paid.")
                  : qsTr("The screen changes by itself once you have paid.")
        }
    }
}
