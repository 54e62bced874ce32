pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// What waits for the shop's people, the newest first, each to be ticked off once it is done.
Item {
    id: page

    required property StaffModel staff

    KText {
        objectName: "noTasksText"
        visible: page.staff.tasks.count === 0
        anchors.centerIn: parent
        text: qsTr("Nothing waits for you here.")
        color: Theme.inkSoft
    }
    ListView {
        id: list
        objectName: "taskList"
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: more.visible ? more.top : parent.bottom }
        clip: true
        keyNavigationEnabled: false
        spacing: Theme.gap
        boundsBehavior: Flickable.StopAtBounds
        model: page.staff.tasks
        delegate: StaffRow {
            required property string taskId
            required property string at
            required property string told
            required property int index
            property bool sure: false
            width: ListView.view.width
            onReached: list.positionViewAtIndex(index, ListView.Contain)
            heading: told
            words: at
            buttonName: "taskDoneButton"
            buttonText: sure ? qsTr("Tap again: done") : qsTr("Done")
            onPressed: {
                if (sure) page.staff.taskDone(taskId)
                sure = !sure
            }
        }
    }
    KText {
        id: more
        objectName: "moreTasksText"
        readonly property int hidden: page.staff.openTasks - page.staff.tasks.count
        visible: hidden > 0
        topPadding: Theme.s2
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        text: qsTr("%1 older ones wait behind these.").arg(hidden)
        color: Theme.inkSoft
        font.pixelSize: Theme.caption
    }
}
