import QtQuick
import QtQuick.Templates as T
import Touchlane

T.AbstractButton {
    id: button

    required property string iconName
    property color fill: Theme.surfaceLow
    property color tone: Theme.ink
    property int iconSize: Theme.px(Theme.large ? 52 : 44)

    implicitWidth: Theme.touch
    implicitHeight: Theme.touch
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onPressed: event => Walk.key(event, button)

    background: Rectangle {
        radius: width / 2
        color: button.fill
        opacity: button.down ? 0.7 : 1
        border { width: Theme.edge; color: button.enabled ? Theme.outline : Theme.inkOff }
        FocusRing { target: parent; shown: button.visualFocus; radius: width / 2 }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            color: button.enabled ? button.tone : Theme.inkOff
            size: button.iconSize
            stroke: 2
        }
    }
}
