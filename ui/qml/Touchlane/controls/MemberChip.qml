import QtQuick
import QtQuick.Templates as T
import Touchlane

// Whose prices these are; a tap goes on without them.
T.AbstractButton {
    id: chip

    required property string name
    readonly property int fontSize: Theme.caption

    text: name !== "" ? qsTr("Member %1. Go on without membership").arg(name) : qsTr("Go on without membership")
    implicitWidth: row.implicitWidth + Math.round(fontSize * 1.3)
    implicitHeight: Theme.touch
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onPressed: event => Walk.key(event, chip)

    background: Item {
        Rectangle {
            id: pill
            anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
            height: row.implicitHeight + Math.round(chip.fontSize * 0.5)
            radius: height / 2
            color: Theme.brandSoft
            opacity: chip.down ? 0.7 : 1
            border { width: Math.min(Theme.edge, 2); color: Theme.outline }
        }
        FocusRing { target: pill; shown: chip.visualFocus; radius: pill.radius }
    }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: Math.round(chip.fontSize * 0.35)
            Icon { name: "person"; color: Theme.brand; size: Math.round(chip.fontSize * 1.2); stroke: 2.2; anchors.verticalCenter: parent.verticalCenter }
            KText {
                objectName: "memberName"
                text: chip.name !== "" ? chip.name : qsTr("Member")
                color: Theme.brand
                font.pixelSize: chip.fontSize
                font.weight: Font.DemiBold
                anchors.verticalCenter: parent.verticalCenter
            }
            Icon { name: "close"; color: Theme.brand; size: chip.fontSize; stroke: 2.2; anchors.verticalCenter: parent.verticalCenter }
        }
    }
}
