import QtQuick
import Touchlane
import Touchlane.Bridge

// The business day that is shown, with the way to the one before and after.
Item {
    id: turn

    required property StaffModel staff

    implicitHeight: Math.max(Theme.touch, day.implicitHeight)
    IconButton {
        id: before
        objectName: "dayBefore"
        anchors.verticalCenter: parent.verticalCenter
        enabled: turn.staff.hasDayBefore
        iconName: "back"
        text: qsTr("The day before")
        onClicked: turn.staff.turnDay(-1)
    }
    KText {
        id: day
        objectName: "dayShown"
        anchors { left: before.right; right: after.left; margins: Theme.s2; verticalCenter: parent.verticalCenter }
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: turn.staff.day
        font.pixelSize: Theme.title
        font.weight: Font.Bold
    }
    IconButton {
        id: after
        objectName: "dayAfter"
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        enabled: turn.staff.hasDayAfter
        iconName: "arrow"
        text: qsTr("The day after")
        onClicked: turn.staff.turnDay(1)
    }
}
