import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "attractScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height

    DeepGround { anchors.fill: parent }
    MouseArea {
        anchors.fill: parent
        onClicked: screen.kiosk.startTrip()
    }
    GoodsArt {
        readonly property real room: screen.wide ? screen.width * 0.47 : screen.width - 2 * Theme.s4
        width: Math.min(room, Theme.px(Theme.large && !screen.wide ? 860 : 1000))
        x: screen.wide ? screen.width - width - Theme.s4 : (screen.width - width) / 2
        y: screen.wide ? (screen.height - height) / 2 + Theme.s3 : bar.roomTop + Theme.px(36)
    }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        onDark: true
        onHelp: screen.kiosk.openPanel("help")
    }
    Column {
        x: Theme.s5
        width: screen.wide ? screen.width * 0.46 : screen.width - 2 * Theme.s5
        anchors { bottom: start.top; bottomMargin: Theme.px(Theme.large ? 44 : 64) }
        spacing: Theme.px(28)
        KText {
            objectName: "headline"; Accessible.role: Accessible.Heading
            width: parent.width
            text: qsTr("Scan it.\nPay. Go.")
            color: Theme.deepInk
            font.pixelSize: screen.wide && Theme.large ? Theme.px(116) : Theme.display + Theme.px(16)
            font.weight: Font.Bold
            font.letterSpacing: -Theme.px(4)
            lineHeight: Theme.chinese ? 0.86 : 0.98
            wrapMode: Text.Wrap
        }
        Strip {
            objectName: "payElsewhere"
            visible: !screen.kiosk.topBar.paysHere
            width: parent.width
            iconName: screen.kiosk.topBar.online ? "info" : "offline"
            text: screen.kiosk.topBar.online ? qsTr("Payment is not possible here at the moment: scan here, then pay at the staffed till.")
                                             : qsTr("No connection: scan here, then pay at the staffed till.")
        }
        KText {
            visible: screen.kiosk.topBar.paysHere
            width: parent.width
            text: qsTr("Hold your goods up to the camera, one by one. No queue, no wait.")
            color: Theme.deepInkSoft
            font.pixelSize: Theme.title
            lineHeight: 1.15
            wrapMode: Text.Wrap
        }
    }
    KButton {
        id: start
        objectName: "startButton"
        x: Theme.s5
        width: screen.wide ? Theme.px(640) : screen.width - 2 * Theme.s5
        height: Theme.px(168)
        anchors { bottom: parent.bottom; bottomMargin: screen.height - bar.roomBottom + Theme.px(Theme.low ? 100 : 140) }
        kind: "lime"
        fontSize: Theme.h2
        iconName: "arrow"
        iconLast: true
        text: qsTr("Tap to start")
        onClicked: screen.kiosk.startTrip()
    }
    KText {
        objectName: "attractFoot"
        x: start.x + Math.max(0, (start.width - width) / 2)
        anchors { top: start.bottom; topMargin: Theme.px(Theme.low ? 24 : 40) }
        text: qsTr("Or scan your first item right away")
        color: Theme.deepInkSoft
        font.pixelSize: Theme.caption + Theme.px(2)
    }
    NoticePill {
        x: screen.wide ? screen.width - width - Theme.s4 : (screen.width - width) / 2
        y: bar.roomTop + Theme.s1
        maximumWidth: screen.wide ? screen.width * 0.47 : screen.width - 2 * Theme.s4
        notice: screen.kiosk.notice
        stays: false
    }
}
