import QtQuick
import Touchlane

// Where the keyboard is.
Rectangle {
    required property Item target
    required property bool shown

    visible: shown
    anchors.fill: target
    anchors.margins: -Theme.px(8)
    radius: Theme.radiusLarge + Theme.px(8)
    color: "transparent"
    border.width: Theme.px(6)
    border.color: Theme.focus
}
