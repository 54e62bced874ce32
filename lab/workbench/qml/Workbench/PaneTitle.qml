import QtQuick
import Touchlane

// What a part of the bench is, and what one does with it.
Column {
    id: title

    required property string text
    required property string told
    property bool compact: false

    spacing: 1
    KText {
        width: parent.width
        text: title.text
        elide: Text.ElideRight
        font.pixelSize: Theme.title + 1
        font.weight: Font.Bold
    }
    KText {
        visible: !title.compact
        width: parent.width
        text: title.told
        color: Theme.inkSoft
        wrapMode: Text.Wrap
        font.pixelSize: Theme.caption
    }
}
