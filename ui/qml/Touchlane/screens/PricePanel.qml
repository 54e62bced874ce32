pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// Why a line costs what it costs. Goes by itself; a touch anywhere closes it.
Sheet {
    id: panel
    objectName: "pricePanel"

    required property Kiosk kiosk
    readonly property PriceModel price: kiosk.price

    sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)
    onScrimTapped: kiosk.closePanel()
    onClosed: kiosk.closePanel()
    Component.onCompleted: Accessible.announce(price.spoken(), Accessible.Polite)
    Timer { interval: 45000; running: true; onTriggered: panel.kiosk.closePanel() }
    SheetHead {
        width: parent.width
        heading: panel.price.name
        onClosed: panel.kiosk.closePanel()
    }
    Flickable {
        objectName: "priceScroll"
        width: parent.width
        height: Math.min(contentHeight, (Theme.withinReach ? Math.min(panel.height, Theme.reach) : panel.height) - Theme.px(Theme.large ? 620 : 560))
        contentHeight: rows.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        PriceRows {
            id: rows
            width: parent.width
            rows: panel.price.rows
        }
    }
    Rectangle { width: parent.width; height: Math.max(2, Theme.px(3)); color: Theme.line }
    Item {
        width: parent.width
        height: total.height
        KText { anchors { left: parent.left; baseline: total.baseline } text: qsTr("Price"); font.pixelSize: Theme.title; font.weight: Font.Bold }
        KText {
            id: total
            objectName: "explainedTotal"
            anchors.right: parent.right
            text: panel.price.total
            font.pixelSize: Theme.h2
            font.weight: Font.Bold
        }
    }
    Column {
        width: parent.width
        Repeater {
            model: panel.price.taxes
            KText {
                required property string name
                required property string amount
                objectName: "explainedTax"
                width: parent.width
                wrapMode: Text.Wrap
                text: `${name}: ${amount}`
                color: Theme.inkSoft
                font.pixelSize: Theme.caption
            }
        }
        KText { objectName: "priceRevision"; width: parent.width; wrapMode: Text.Wrap; text: panel.price.revision; color: Theme.inkSoft; font.pixelSize: Theme.caption }
    }
}
