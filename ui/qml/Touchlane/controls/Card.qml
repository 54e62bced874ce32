import QtQuick
import Touchlane

// A soft sheet with a shadow below it; an edge where there are no shades.
Item {
    id: card

    property color color: Theme.surface
    property int radius: Theme.radiusLarge
    property int elevation: Theme.px(30)

    BorderImage {
        readonly property int edge: card.radius + card.elevation
        visible: card.elevation > 0 && Theme.isLight
        source: visible ? `image://shadow/${card.radius}/${card.elevation}` : ""
        anchors.fill: parent
        anchors.margins: -card.elevation
        anchors.topMargin: -card.elevation + Theme.px(10)
        anchors.bottomMargin: -card.elevation - Theme.px(10)
        border { left: edge; right: edge; top: edge; bottom: edge }
    }
    Rectangle {
        anchors.fill: parent
        radius: card.radius
        color: card.color
        border { width: Theme.edge; color: Theme.outline }
    }
    // Square and opaque, so that the software renderer leaves out what it covers, the stretched shadow above all.
    Rectangle {
        anchors { fill: parent; margins: Math.max(Math.ceil(card.radius * 0.3), Theme.edge) }
        color: card.color
    }
}
