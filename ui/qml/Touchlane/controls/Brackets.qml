pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// Four corners around what is to be scanned. On a picture they stand in a halo, whatever is behind them.
Item {
    id: brackets

    property color color: Theme.nightInk
    property color halo: "transparent"
    property int arm: Theme.px(92)
    property int thickness: Theme.px(10)
    readonly property int reach: Math.min(arm, width * 0.4, height * 0.4)

    component Corner: Item {
        id: corner
        property color color
        property int thickness
        anchors.fill: parent
        Rectangle { width: parent.width; height: corner.thickness; radius: height / 2; color: corner.color }
        Rectangle { width: corner.thickness; height: parent.height; radius: width / 2; color: corner.color }
    }
    Repeater {
        model: 4
        Item {
            required property int index
            width: brackets.reach
            height: brackets.reach
            x: index % 2 ? brackets.width - width : 0
            y: index > 1 ? brackets.height - height : 0
            rotation: [0, 90, 270, 180][index]
            Corner {
                anchors.margins: -Theme.px(3)
                visible: brackets.halo.a > 0
                color: brackets.halo
                thickness: brackets.thickness + 2 * Theme.px(3)
            }
            Corner { color: brackets.color; thickness: brackets.thickness }
        }
    }
}
