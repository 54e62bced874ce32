import QtQuick
import Touchlane

// What a part of the bench is, and what one does with it.
Column {
    id: title

    required property string text
    required property string told

    spacing: 1
    KText {
        width: parent.width
        text: title.text
        elide: Text.ElideRight
        font.pixelSize: Theme.title + 1
        font.weight: Font.Bold
    }
    KText {
        width: parent.width
        text: title.told
        color: Theme.inkSoft
        wrapMode: Text.Wrap
        font.pixelSize: Theme.caption
    }
}
