import QtQuick
import Touchlane

// The title of a sheet, a sentence, and the cross that closes it.
Item {
    id: head

    required property string heading
    property string words: ""
    property bool closable: true

    signal closed()

    implicitHeight: Math.max(text.height, close.visible ? close.height : 0)
    Column {
        id: text
        anchors { left: parent.left; right: close.visible ? close.left : parent.right; rightMargin: Theme.s2 }
        spacing: Theme.s1
        KText {
            objectName: "sheetHeading"; Accessible.role: Accessible.Heading
            width: parent.width
            wrapMode: Text.Wrap
            text: head.heading
            font.pixelSize: Theme.h2
            font.weight: Font.Bold
        }
        KText {
            objectName: "sheetWords"
            visible: text !== ""
            width: parent.width
            wrapMode: Text.Wrap
            lineHeight: 1.1
            text: head.words
            color: Theme.inkSoft
        }
    }
    IconButton {
        id: close
        objectName: "closeButton"
        visible: head.closable && !Theme.low
        anchors.right: parent.right
        iconName: "close"
        text: qsTr("Close")
        onClicked: head.closed()
    }
}
