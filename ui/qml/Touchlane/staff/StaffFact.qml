import QtQuick
import Touchlane

// A name and what it is, in one line.
Item {
    id: fact

    required property string name
    required property string value
    property bool alarming: false

    implicitHeight: Math.max(label.implicitHeight, text.implicitHeight) + Theme.px(14)
    KText {
        id: label
        anchors { left: parent.left; verticalCenter: parent.verticalCenter }
        text: fact.name
        color: Theme.inkSoft
        font.pixelSize: Theme.caption
    }
    KText {
        id: text
        anchors { left: label.right; leftMargin: Theme.s3; right: parent.right; verticalCenter: parent.verticalCenter }
        horizontalAlignment: Text.AlignRight
        wrapMode: Text.Wrap
        text: fact.value
        color: fact.alarming ? Theme.danger : Theme.ink
        font.pixelSize: Theme.caption
        font.weight: Font.DemiBold
    }
}
