import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "checkingScreen"

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
        iconName: "clock"
        tone: Theme.brand
        ground: Theme.brandSoft
        heading: screen.kiosk.pay.nothingOwed ? qsTr("One moment, please") : qsTr("Do not pay again")
        words: screen.kiosk.pay.nothingOwed
            ? qsTr("We are checking your vouchers. This can take a minute; the screen changes by itself.")
            : qsTr("We are checking your payment. This can take a minute; the screen changes by itself.")
        amount: screen.kiosk.pay.amount
    }
    NoticePill {
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + Theme.s1
        maximumWidth: screen.width - 2 * Theme.s4
        notice: screen.kiosk.notice
        stays: false
    }
}
