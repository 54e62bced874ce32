pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Touchlane
import Touchlane.Workbench

Item {
    id: pane

    required property Shelf shelf
    property bool compact: false
    required property bool chinese

    Card { anchors.fill: parent; radius: 20; elevation: 14 }
    PaneTitle {
        id: title
        compact: pane.compact
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 18; topMargin: 14 }
        text: qsTr("Shelf")
        told: qsTr("Click a good: a hand holds it before the kiosk's camera.")
    }
    CategoryRail {
        id: rail
        shelf: pane.shelf
        anchors { left: parent.left; leftMargin: 10; top: title.bottom; topMargin: 10; bottom: foot.top; bottomMargin: 8 }
        width: 128
    }
    GridView {
        id: grid
        readonly property int columns: Math.max(2, Math.floor((width - 10) / 124))
        objectName: "goodsGrid"
        anchors { left: rail.right; leftMargin: 4; right: parent.right; rightMargin: 8; top: rail.top; bottom: foot.top; bottomMargin: 8 }
        clip: true
        cellWidth: Math.floor((width - 10) / columns)
        cellHeight: 208
        boundsBehavior: Flickable.StopAtBounds
        model: pane.shelf.goods
        bottomMargin: scale.visible ? scale.height + 12 : 0
        T.ScrollBar.vertical: ScrollMark {}
        delegate: GoodCard {
            required property bool weighed
            width: grid.cellWidth
            height: grid.cellHeight
            chinese: pane.chinese
            held: pane.shelf.held === key
            chosen: weighed && pane.shelf.onScale === key
            onClicked: pane.shelf.take(key)
        }
    }
    Connections {
        target: pane.shelf
        property string shown: pane.shelf.category
        function onChanged(): void {
            if (shown !== pane.shelf.category) {
                shown = pane.shelf.category
                grid.positionViewAtBeginning()
            }
        }
    }
    ScalePane {
        id: scale
        objectName: "scalePane"
        shelf: pane.shelf
        chinese: pane.chinese
        visible: pane.shelf.onScale !== ""
        anchors { left: parent.left; right: parent.right; bottom: foot.top; margins: 12; bottomMargin: 8 }
    }
    ShelfFoot {
        id: foot
        shelf: pane.shelf
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 14; bottomMargin: 14 }
    }
}
