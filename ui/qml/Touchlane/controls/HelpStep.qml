import QtQuick
import Touchlane

Item {
    id: step

    required property string iconName
    required property string heading
    required property string words

    implicitHeight: Math.max(sign.height, text.height)
    Rectangle {
        id: sign
        width: Theme.px(112)
        height: width
        radius: Theme.px(30)
        color: Theme.brandSoft
        border { width: Theme.edge; color: Theme.outline }
        Icon { anchors.centerIn: parent; name: step.iconName; size: Theme.px(68); color: Theme.brand; stroke: 1.8 }
    }
    Column {
        id: text
        anchors { left: sign.right; leftMargin: Theme.s3; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: Theme.px(4)
        KText { text: step.heading; font.pixelSize: Theme.title; font.weight: Font.Bold }
        KText { width: parent.width; wrapMode: Text.Wrap; lineHeight: 1.1; text: step.words; color: Theme.inkSoft; font.pixelSize: Theme.caption + Theme.px(2) }
    }
}
