pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// An offer that is nearly reached, and the goods that count for it.
Sheet {
    id: panel
    objectName: "nearPanel"

    required property Kiosk kiosk
    readonly property NearModel near: kiosk.near

    // What it saves is told only where it is sure.
    function missing(): string {
        return near.pieces !== "" ? qsTr("%1 more. These count:").arg(near.pieces)
             : near.everything ? qsTr("%1 to go. Nearly everything counts.").arg(near.amount)
             : qsTr("%1 to go. These count:").arg(near.amount)
    }
    function promised(): string {
        return near.pieces !== "" ? qsTr("%1 more and you save %2. These count:").arg(near.pieces).arg(near.saves)
             : near.everything ? qsTr("%1 to go and you save %2. Nearly everything counts.").arg(near.amount).arg(near.saves)
             : qsTr("%1 to go and you save %2. These count:").arg(near.amount).arg(near.saves)
    }

    sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)
    onScrimTapped: kiosk.closePanel()
    onClosed: kiosk.closePanel()
    Timer { interval: 45000; running: true; onTriggered: panel.kiosk.closePanel() }
    SheetHead {
        width: parent.width
        heading: panel.near.name
        words: panel.near.saves === "" ? panel.missing() : panel.promised()
        onClosed: panel.kiosk.closePanel()
    }
    ListView {
        objectName: "nearGoods"
        width: parent.width
        height: Math.min(contentHeight, (Theme.withinReach ? Math.min(panel.height, Theme.reach) : panel.height) - Theme.px(Theme.large ? 640 : 480))
        clip: true
        spacing: Theme.s2
        boundsBehavior: Flickable.StopAtBounds
        model: panel.near.goods
        delegate: Item {
            id: good
            required property string name
            required property string detail
            required property string price
            required property string category
            required property string picture
            width: ListView.view.width
            height: Math.max(tile.height, words.height)
            Tile { id: tile; anchors.verticalCenter: parent.verticalCenter; width: Theme.px(88); height: width; category: good.category; picture: good.picture }
            Column {
                id: words
                anchors { left: tile.right; leftMargin: Theme.s2; right: cost.left; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
                KText { objectName: "nearGood"; width: parent.width; wrapMode: Text.Wrap; text: good.name; font.weight: Font.DemiBold }
                KText { visible: text !== ""; width: parent.width; wrapMode: Text.Wrap; text: good.detail; color: Theme.inkSoft; font.pixelSize: Theme.caption }
            }
            KText { id: cost; anchors { right: parent.right; verticalCenter: parent.verticalCenter } text: good.price; font.weight: Font.Bold }
        }
    }
}
