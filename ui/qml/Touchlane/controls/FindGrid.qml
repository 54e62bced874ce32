pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The cards, as many abreast as there is room for; what lies below fades.
Item {
    id: grid
    objectName: "findGrid"

    required property FindModel find
    readonly property int least: Theme.px(Theme.large ? 380 : 255)
    readonly property int abreast: Math.max(1, Math.floor((width + Theme.gap) / (least + Theme.gap)))
    readonly property int tileSize: Theme.px(Theme.low ? 110 : 170)

    function look(): void { view.positionViewAtBeginning() }

    GridView {
        id: view
        anchors { fill: parent; rightMargin: -Theme.gap }
        clip: true
        // Cards made ahead of time would be given up at each key.
        cacheBuffer: 0
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        cellWidth: Math.floor((grid.width + Theme.gap) / grid.abreast)
        cellHeight: grid.tileSize + Theme.em(30) * 2.2 + (grid.find.hasGoods ? Theme.em(30) + Theme.em(24) * (1.6 + 1.4 * grid.find.rowsBeside) : 0)
                    + 3 * Theme.s2 + Theme.gap
        model: grid.find.cards
        footer: grid.find.more ? more : null
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Goods")
        delegate: FindCard {
            width: view.cellWidth - Theme.gap
            height: view.cellHeight - Theme.gap
            tileSize: grid.tileSize
            onReached: row => {
                view.positionViewAtIndex(Math.min(view.count - 1, row + grid.abreast), GridView.Contain)
                view.positionViewAtIndex(row, GridView.Contain)
            }
            onClicked: grid.find.pick(key, branch)
        }
    }
    Component {
        id: more
        KText {
            objectName: "moreText"
            width: grid.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("There is more. Type the name.")
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
        }
    }
    Rectangle {
        visible: view.contentHeight > view.height && !view.atYEnd
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.s4
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.alpha(Theme.background, 0) }
            GradientStop { position: 1; color: Theme.background }
        }
    }
}
