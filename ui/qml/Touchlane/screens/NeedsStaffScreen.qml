import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "needsStaffScreen"

    required property Kiosk kiosk

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        showHelp: false
    }
    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.s5, Theme.px(900))
        spacing: Theme.s4
        Message {
            width: parent.width
            iconName: "staff"
            signSize: screen.width > screen.height ? Theme.px(180) : Theme.px(300)
            tone: Theme.amberInk
            ground: Theme.amber
            heading: qsTr("Please ask staff")
            words: screen.kiosk.trouble.doubt
            amount: screen.kiosk.trouble.amount
        }
        Item {
            width: parent.width
            height: code.height + 2 * Theme.s4
            Card { anchors.fill: parent }
            Column {
                id: code
                anchors.centerIn: parent
                width: parent.width - 2 * Theme.s4
                spacing: Theme.s1
                KText {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.Wrap
                    text: qsTr("Tell them this code")
                    color: Theme.inkSoft
                }
                KText {
                    objectName: "saleCode"
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: screen.kiosk.trouble.saleCode
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.body
                    font.pixelSize: Theme.h1 + Theme.px(24)
                    font.weight: Font.Bold
                    font.letterSpacing: Theme.px(3)
                }
            }
        }
    }
    StaffButton {
        anchors { right: parent.right; bottom: parent.bottom; margins: Theme.s4 }
        onClicked: screen.kiosk.staff.ask()
    }
}
