import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "outOfServiceScreen"

    required property Kiosk kiosk

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        showHelp: false
    }
    Message {
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + (bar.roomBottom - bar.roomTop - height) / 2
        width: Math.min(parent.width - 2 * Theme.s5, Theme.px(1100))
        iconName: "alert"
        tone: Theme.amberInk
        ground: Theme.amber
        heading: qsTr("Not in service right now")
        words: screen.kiosk.trouble.outOfService !== "" ? screen.kiosk.trouble.outOfService
                                                        : qsTr("Please use another checkout or ask staff.")
    }
    StaffButton {
        anchors { right: parent.right; rightMargin: Theme.s4 }
        y: bar.roomBottom - height - (Theme.low ? Theme.s3 : Theme.s4)
        onClicked: screen.kiosk.staff.ask()
    }
    NoticePill {
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + Theme.s1
        maximumWidth: screen.width - 2 * Theme.s4
        notice: screen.kiosk.notice
        stays: false
        visible: kind !== "" && notice.text !== screen.kiosk.trouble.outOfService
    }
}
