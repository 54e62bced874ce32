import QtQuick
import Touchlane

// One thing to know, large, with its sign.
Column {
    id: message

    required property string iconName
    required property string heading
    required property string words
    property string amount: ""
    property int signSize: Theme.px(300)
    property color tone: Theme.brand
    property color ground: Theme.brandSoft

    spacing: Theme.s4
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: message.signSize
        height: width
        radius: width / 2
        color: message.ground
        border { width: Theme.edge; color: Theme.outline }
        Icon { anchors.centerIn: parent; name: message.iconName; size: Math.round(message.signSize * 0.6); color: message.tone; stroke: 1.4 }
    }
    KText {
        objectName: "messageHeading"; Accessible.role: Accessible.Heading
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: message.heading
        font.pixelSize: Theme.h1
        font.weight: Font.Bold
        font.letterSpacing: -1.5
    }
    KText {
        objectName: "messageWords"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        lineHeight: 1.15
        text: message.words
        color: Theme.inkSoft
        font.pixelSize: Theme.title
    }
    KText {
        visible: text !== ""
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        text: message.amount
        font.pixelSize: Theme.h1
        font.weight: Font.Bold
    }
}
