import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "checkingScreen"

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
        iconName: "clock"
        tone: Theme.brand
        ground: Theme.brandSoft
        heading: qsTr("Do not pay again")
        words: qsTr("We are checking your payment. This can take a minute; the screen changes by itself.")
        amount: screen.kiosk.pay.amount
    }
}
