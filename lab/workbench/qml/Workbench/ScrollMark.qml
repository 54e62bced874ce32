import QtQuick
import QtQuick.Templates as T
import Touchlane

// A thin scroll bar that is there when there is more.
T.ScrollBar {
    id: bar

    implicitWidth: 10
    padding: 2
    minimumSize: 0.08
    visible: size < 1
    contentItem: Rectangle {
        implicitWidth: 6
        radius: 3
        color: Theme.inkSoft
        opacity: bar.pressed ? 0.8 : bar.hovered ? 0.55 : 0.28
    }
}
