import QtQuick
import Touchlane

// A few words in a pill.
Rectangle {
    id: badge

    property string text
    property string iconName: ""
    property color tone: Theme.limeInk
    property int fontSize: Theme.label

    implicitWidth: row.implicitWidth + Math.round(fontSize * 1.1)
    implicitHeight: row.implicitHeight + Math.round(fontSize * 0.3)
    radius: height / 2
    color: Theme.lime
    border { width: Math.min(Theme.edge, 2); color: Theme.outline }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Math.round(badge.fontSize * 0.35)
        Icon {
            visible: badge.iconName !== ""
            name: badge.iconName
            color: badge.tone
            size: Math.round(badge.fontSize * 1.2)
            stroke: 2.2
            anchors.verticalCenter: parent.verticalCenter
        }
        KText {
            text: badge.text
            color: badge.tone
            font.pixelSize: badge.fontSize
            font.weight: Font.DemiBold
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
