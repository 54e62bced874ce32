import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "outOfServiceScreen"

    required property Kiosk kiosk

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        showHelp: false
    }
    Message {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.s5, Theme.px(900))
        iconName: "alert"
        tone: Theme.amberInk
        ground: Theme.amber
        heading: qsTr("Not in service right now")
        words: screen.kiosk.trouble.outOfService !== "" ? screen.kiosk.trouble.outOfService
                                                        : qsTr("Please use another checkout or ask staff.")
    }
    StaffButton {
        anchors { right: parent.right; bottom: parent.bottom; margins: Theme.s4 }
        onClicked: screen.kiosk.staff.ask()
    }
}
