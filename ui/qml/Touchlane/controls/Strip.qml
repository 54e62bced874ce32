import QtQuick
import Touchlane

// A sentence across the screen about something that holds for longer.
Rectangle {
    id: strip

    required property string text
    required property string iconName
    property color tone: Theme.amberSoftInk

    implicitHeight: words.implicitHeight + Theme.s3
    radius: Theme.radiusSmall
    color: Theme.amberSoft
    border { width: Theme.edge; color: Theme.outline }
    Icon {
        id: icon
        anchors { left: parent.left; leftMargin: Theme.s3; verticalCenter: parent.verticalCenter }
        name: strip.iconName
        color: strip.tone
        size: Theme.px(40)
    }
    KText {
        id: words
        anchors { left: icon.right; right: parent.right; margins: Theme.s2; verticalCenter: parent.verticalCenter }
        text: strip.text
        color: strip.tone
        wrapMode: Text.Wrap
        font.pixelSize: Theme.caption
        font.weight: Font.DemiBold
    }
}
