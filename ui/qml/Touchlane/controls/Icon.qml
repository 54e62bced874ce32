import QtQuick
import Touchlane

Image {
    id: icon

    required property string name
    property color color: Theme.ink
    property int size: Theme.px(48)
    property real stroke: 1.75

    width: size
    height: size
    sourceSize: Qt.size(size, size)
    source: name && size > 0 ? `image://icon/${name}/${String(color).slice(-6)}/${stroke}` : ""
    Accessible.ignored: true
}
