import QtQuick
import QtQuick.Templates as T
import Touchlane
import Touchlane.Workbench

// The shop's scale, which prints the label with the weight in its code.
Item {
    id: pane

    required property Shelf shelf
    required property bool chinese

    implicitHeight: 126
    Card { anchors.fill: parent; radius: 16; elevation: 16; color: Theme.brandDeep }
    KText {
        id: name
        anchors { left: parent.left; right: read.left; top: parent.top; margins: 16 }
        text: pane.chinese ? pane.shelf.scaleName : pane.shelf.scaleNameEn
        color: Theme.deepInk
        elide: Text.ElideRight
        font.pixelSize: Theme.title
        font.weight: Font.Bold
    }
    KText {
        anchors { left: name.left; top: name.bottom; topMargin: 1 }
        text: qsTr("Scale · %1").arg(pane.shelf.scalePrice)
        color: Theme.deepInkSoft
        font.pixelSize: Theme.caption
    }
    KText {
        id: read
        objectName: "scaleReading"
        anchors { right: close.left; rightMargin: 8; verticalCenter: close.verticalCenter }
        text: qsTr("%1 g").arg(pane.shelf.grams)
        color: Theme.lime
        font.pixelSize: 26
        font.weight: Font.Bold
    }
    IconButton {
        id: close
        anchors { right: parent.right; top: parent.top; margins: 10 }
        width: 32
        height: 32
        iconSize: 18
        fill: Theme.deepChip
        tone: Theme.deepInk
        iconName: "close"
        text: qsTr("Off the scale")
        onClicked: pane.shelf.clearScale()
    }
    T.Slider {
        id: slider
        objectName: "weightSlider"
        anchors { left: parent.left; right: hold.left; bottom: parent.bottom; margins: 16; rightMargin: 14; bottomMargin: 15 }
        implicitHeight: 36
        from: pane.shelf.gramsLeast
        to: pane.shelf.gramsMost
        stepSize: 5
        value: pane.shelf.grams
        live: true
        onMoved: pane.shelf.weigh(Math.round(value))
        Accessible.name: qsTr("Weight in grams")
        background: Rectangle {
            y: (slider.height - height) / 2
            width: slider.width
            height: 8
            radius: 4
            color: Theme.deepChip
            Rectangle {
                width: Math.max(height, slider.handle.x + slider.handle.width / 2)
                height: parent.height
                radius: 4
                color: Theme.lime
            }
        }
        handle: Rectangle {
            x: slider.visualPosition * (slider.width - width)
            y: (slider.height - height) / 2
            width: 26
            height: 26
            radius: 13
            color: Theme.surface
            border { width: slider.visualFocus ? 3 : 0; color: Theme.focus }
        }
    }
    Press {
        id: hold
        objectName: "labelButton"
        anchors { right: parent.right; bottom: parent.bottom; margins: 12 }
        kind: "lime"
        fontSize: Theme.caption + 1
        text: qsTr("Print the label and hold")
        onClicked: pane.shelf.label()
    }
}
