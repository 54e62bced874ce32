import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "basketScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onHelp: screen.kiosk.openPanel("help")
    }
    Strip {
        id: offline
        objectName: "offlineStrip"
        visible: !screen.kiosk.topBar.online || !screen.kiosk.topBar.paysHere
        anchors { left: camera.left; right: camera.right; top: bar.bottom; topMargin: Theme.s2 }
        iconName: "offline"
        text: qsTr("No connection. Go on scanning; pay once it is back, or at the staffed till.")
    }
    CameraCard {
        id: camera
        anchors { left: parent.left; leftMargin: Theme.s4; top: offline.visible ? offline.bottom : bar.bottom }
        anchors.topMargin: offline.visible ? Theme.s2 : Theme.px(28)
        width: screen.wide ? (screen.width - 3 * Theme.s4) / 2 : screen.width - 2 * Theme.s4
        height: screen.wide ? screen.height - y - tools.height - Theme.px(28) - Theme.s4 : width * 0.54
        source: screen.kiosk.camera
        notice: screen.kiosk.notice
        ready: screen.kiosk.basket.cameraReady
    }
    Row {
        id: tools
        anchors { left: camera.left; right: camera.right; top: camera.bottom; topMargin: Theme.px(28) }
        spacing: Theme.s2
        readonly property bool threefold: handOver.visible
        readonly property int toolWidth: (width - (threefold ? 2 : 1) * spacing) / (threefold ? 3 : 2)
        KButton {
            objectName: "keypadButton"
            width: tools.toolWidth
            implicitHeight: Math.max(Theme.touch, Theme.px(112))
            kind: "plain"
            fontSize: Theme.body - Theme.px(2)
            iconName: "keypad"
            text: qsTr("Key in a barcode")
            onClicked: screen.kiosk.openPanel("keypad")
        }
        KButton {
            id: handOver
            objectName: "handOverButton"
            visible: offline.visible && screen.kiosk.basket.lines.count > 0
            width: tools.toolWidth
            implicitHeight: Math.max(Theme.touch, Theme.px(112))
            kind: "plain"
            fontSize: Theme.body - Theme.px(4)
            iconName: "staff"
            text: qsTr("To the staffed till")
            onClicked: screen.kiosk.basket.handOver()
        }
        KButton {
            objectName: "leaveButton"
            width: tools.toolWidth
            implicitHeight: Math.max(Theme.touch, Theme.px(112))
            kind: "plain"
            fontSize: Theme.body - Theme.px(2)
            iconName: "close"
            text: qsTr("Cancel shopping")
            onClicked: screen.kiosk.openPanel("leave")
        }
    }
    BasketCard {
        x: screen.wide ? camera.x + camera.width + Theme.s4 : Theme.s4
        y: screen.wide ? camera.y : tools.y + tools.height + Theme.px(28)
        width: screen.width - x - Theme.s4
        height: screen.height - y - Theme.s4
        basket: screen.kiosk.basket
    }
}
