pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Touchlane
import Touchlane.Workbench

// The aisles of the shop.
ListView {
    id: rail

    required property Shelf shelf
    readonly property var labels: ({
        fruit: qsTr("Fruit"), vegetables: qsTr("Vegetables"), dairy: qsTr("Dairy"), bakery: qsTr("Bakery"),
        drinks: qsTr("Drinks"), coffee: qsTr("Coffee"), snacks: qsTr("Snacks"), noodles: qsTr("Noodles"),
        meat: qsTr("Meat"), seafood: qsTr("Seafood"), frozen: qsTr("Frozen"), household: qsTr("Household"),
        personal_care: qsTr("Care"), alcohol: qsTr("Alcohol"), tobacco: qsTr("Tobacco"), other: qsTr("Other"),
        photographs: qsTr("Photographs")
    })

    clip: true
    spacing: 2
    boundsBehavior: Flickable.StopAtBounds
    model: rail.shelf.categories
    T.ScrollBar.vertical: ScrollMark {}
    delegate: T.AbstractButton {
        id: tab
        required property string modelData
        readonly property bool on: rail.shelf.category === modelData
        readonly property bool known: rail.labels[modelData] !== undefined
        objectName: `category_${modelData}`
        width: rail.width - 10
        height: 38
        hoverEnabled: true
        text: known ? rail.labels[modelData] : modelData
        Accessible.name: text
        onClicked: rail.shelf.choose(modelData)
        background: Rectangle {
            radius: 12
            color: tab.on ? Theme.brandSoft : tab.hovered ? Theme.surfaceLow : "transparent"
        }
        contentItem: Item {
            Icon {
                id: icon
                x: 8
                anchors.verticalCenter: parent.verticalCenter
                name: tab.modelData === "photographs" ? "scan" : `category_${tab.known ? tab.modelData : "other"}`
                color: tab.on ? Theme.brand : Theme.inkSoft
                size: 22
            }
            KText {
                anchors { left: icon.right; leftMargin: 8; right: parent.right; verticalCenter: parent.verticalCenter }
                text: tab.text
                color: tab.on ? Theme.brand : Theme.ink
                elide: Text.ElideRight
                font.pixelSize: Theme.caption + 1
                font.weight: tab.on ? Font.Bold : Font.Normal
                Accessible.ignored: true
            }
        }
    }
}
