import QtQuick
import QtQuick.Templates as T
import Touchlane

// A pack on its board, with the shelf's label below.
T.AbstractButton {
    id: good

    required property string key
    required property string name
    required property string nameEn
    required property string detail
    required property string picture
    required property bool chinese
    required property bool held
    required property bool chosen

    readonly property int rest: 14

    objectName: `good_${key}`
    hoverEnabled: true
    text: chinese ? name : (nameEn || name)
    Accessible.name: `${text} ${detail}`

    contentItem: Item {
        Rectangle {
            id: board
            anchors { left: parent.left; right: parent.right }
            y: good.rest + pack.height - 3
            height: 7
            color: "#D9BE97"
            Rectangle { anchors { left: parent.left; right: parent.right; bottom: parent.bottom } height: 2; color: "#B9986B" }
        }
        Image {
            id: pack
            anchors.horizontalCenter: parent.horizontalCenter
            y: good.rest - (good.held ? 8 : good.hovered ? 4 : 0)
            width: Math.min(100, parent.width - 16)
            height: width * 304 / 248
            source: good.picture
            sourceSize: Qt.size(248, 304)
            smooth: true
            mipmap: true
            Behavior on y { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        }
        Rectangle {
            visible: good.picture === ""
            anchors.fill: pack
            anchors.margins: 4
            radius: 10
            color: Theme.surfaceLow
        }
        Rectangle {
            visible: good.held || good.chosen
            anchors.fill: pack
            anchors.margins: -3
            radius: 11
            color: "transparent"
            border { width: 3; color: Theme.brand }
        }
        Rectangle {
            visible: good.held
            anchors { right: pack.right; top: pack.top; margins: -9 }
            width: 28
            height: 28
            radius: 14
            color: Theme.lime
            Icon { anchors.centerIn: parent; name: "check"; color: Theme.limeInk; size: 18; stroke: 2.6 }
        }
        Column {
            anchors { left: parent.left; right: parent.right; leftMargin: 6; rightMargin: 6; top: board.bottom; topMargin: 5 }
            KText {
                width: parent.width
                text: good.text
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: Theme.caption + 1
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
            KText {
                width: parent.width
                visible: text !== ""
                text: good.chinese ? good.nameEn : (good.nameEn ? good.name : "")
                color: Theme.inkSoft
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: 11
                Accessible.ignored: true
            }
            KText {
                width: parent.width
                visible: text !== ""
                text: good.detail
                color: Theme.brand
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: Theme.caption + 1
                font.weight: Font.Bold
                Accessible.ignored: true
            }
        }
    }
}
