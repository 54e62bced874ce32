import QtQuick
import Touchlane

// Where the keyboard is.
Rectangle {
    required property Item target
    required property bool shown

    objectName: "focusRing"
    visible: shown
    anchors.fill: target
    anchors.margins: -Theme.px(8)
    radius: Theme.radiusLarge + Theme.px(8)
    color: "transparent"
    border.width: Theme.px(6)
    border.color: Theme.focus
    Rectangle {
        anchors { fill: parent; margins: -Theme.px(3) }
        radius: parent.radius + Theme.px(3)
        color: "transparent"
        border { width: Theme.px(3); color: Theme.surface }
    }
}
