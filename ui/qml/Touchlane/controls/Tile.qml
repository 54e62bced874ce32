import QtQuick
import Touchlane

// A picture of the good; where there is none, its category as a pastel square with an icon.
Rectangle {
    id: tile

    required property string category
    property string picture: ""
    readonly property bool pictured: photo.status === Image.Ready

    radius: Math.round(width * 0.27)
    color: pictured ? Theme.photo : Theme.tint(category)
    border { width: Theme.edge; color: Theme.outline }
    Image {
        id: photo
        readonly property int inset: Math.round(tile.width * 0.09)
        anchors { fill: parent; margins: inset }
        visible: tile.pictured
        asynchronous: true
        source: tile.picture
        sourceSize: Qt.size(width, height)
        fillMode: Image.PreserveAspectFit
        Accessible.ignored: true
    }
    Icon {
        visible: !tile.pictured
        anchors.centerIn: parent
        name: `category_${tile.category}`
        color: Theme.accent(tile.category)
        size: Math.round(tile.width * 0.6)
        stroke: 1.6
    }
}
