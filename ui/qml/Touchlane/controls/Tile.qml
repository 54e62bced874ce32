import QtQuick
import Touchlane

// A category as a pastel square with its icon.
Rectangle {
    id: tile

    required property string category

    radius: Math.round(width * 0.27)
    color: Theme.tint(category)
    border { width: Theme.edge; color: Theme.outline }
    Icon {
        anchors.centerIn: parent
        name: `category_${tile.category}`
        color: Theme.accent(tile.category)
        size: Math.round(tile.width * 0.6)
        stroke: 1.6
    }
}
