import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "basketScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height
    readonly property int gap: Theme.px(28)
    readonly property bool asks: kiosk.notice.asks
    readonly property Item below: asks ? answer : tools

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        onHelp: screen.kiosk.openPanel("help")
    }
    Strip {
        id: offline
        objectName: "offlineStrip"
        visible: !screen.kiosk.topBar.online || !screen.kiosk.topBar.paysHere
        anchors { left: camera.left; right: camera.right }
        y: bar.roomTop + Theme.s2
        iconName: screen.kiosk.topBar.online ? "info" : "offline"
        text: screen.kiosk.topBar.online ? qsTr("Payment is not possible here at the moment. Go on scanning; pay at the staffed till.")
                                         : qsTr("No connection. Go on scanning; pay once it is back, or at the staffed till.")
    }
    CameraCard {
        id: camera
        x: Theme.s4
        y: offline.visible ? offline.y + offline.height + Theme.s2 : bar.roomTop + (Theme.low ? 0 : screen.gap)
        width: screen.wide ? (screen.width - 3 * Theme.s4) / 2 : screen.width - 2 * Theme.s4
        height: (screen.wide ? bar.roomBottom - Theme.s4 - screen.below.height - screen.gap
                 : Theme.low ? screen.height - Theme.reach - screen.gap
                 : bar.roomTop + screen.gap + width * 0.54) - y
        source: screen.kiosk.camera
        notice: screen.kiosk.notice
        ready: screen.kiosk.basket.cameraReady
    }
    BasketTools {
        id: tools
        visible: !screen.asks
        anchors { left: camera.left; right: camera.right; top: camera.bottom; topMargin: screen.gap }
        mayHandOver: offline.visible && screen.kiosk.basket.lines.count > 0
        kiosk: screen.kiosk
    }
    BasketAnswer {
        id: answer
        visible: screen.asks
        anchors { left: camera.left; right: camera.right; top: camera.bottom; topMargin: screen.gap }
        kiosk: screen.kiosk
    }
    BasketCard {
        x: screen.wide ? camera.x + camera.width + Theme.s4 : Theme.s4
        y: screen.wide ? bar.roomTop + (Theme.low ? 0 : screen.gap) : screen.below.y + screen.below.height + screen.gap
        width: screen.width - x - Theme.s4
        height: bar.roomBottom - y - (Theme.low ? screen.gap : Theme.s4)
        kiosk: screen.kiosk
    }
}
