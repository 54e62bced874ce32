pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// Four corners around what is to be scanned.
Item {
    id: brackets

    property color color: Theme.nightInk
    property int arm: Theme.px(92)
    property int thickness: Theme.px(10)
    readonly property int reach: Math.min(arm, width * 0.4, height * 0.4)

    Repeater {
        model: 4
        Item {
            required property int index
            width: brackets.reach
            height: brackets.reach
            x: index % 2 ? brackets.width - width : 0
            y: index > 1 ? brackets.height - height : 0
            rotation: [0, 90, 270, 180][index]
            Rectangle { width: parent.width; height: brackets.thickness; radius: height / 2; color: brackets.color }
            Rectangle { width: brackets.thickness; height: parent.height; radius: width / 2; color: brackets.color }
        }
    }
}
