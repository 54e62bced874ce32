import QtQuick
import Touchlane
import Touchlane.Bridge

// A payment in doubt: what to tell staff. Lying panels have the code beside the words.
Item {
    id: screen
    objectName: "needsStaffScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        showHelp: false
    }
    Beside {
        id: parts
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + Math.max(Theme.s2, (bar.roomBottom - bar.roomTop - height) / 2)
        width: screen.wide ? parent.width - 2 * Theme.px(100) : Math.min(parent.width - 2 * Theme.s5, Theme.px(900))
        wide: screen.wide
        rowSpacing: Theme.s4
        columnSpacing: Theme.s5
        verticalItemAlignment: Grid.AlignVCenter
        Message {
            width: parts.each
            iconName: "staff"
            signSize: Theme.px(screen.wide || Theme.large ? 220 : 300)
            spacing: screen.wide ? Theme.s3 : Theme.s4
            tone: Theme.amberInk
            ground: Theme.amber
            heading: qsTr("Please ask staff")
            words: screen.kiosk.trouble.doubt
            amount: screen.kiosk.trouble.amount
        }
        Item {
            width: parts.each
            height: code.height + 2 * Theme.px(screen.wide ? 100 : 40)
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
        anchors { right: parent.right; rightMargin: Theme.s4 }
        y: bar.roomBottom - height - Theme.px(Theme.low ? 24 : 40)
        onClicked: screen.kiosk.staff.ask()
    }
    NoticePill {
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + Theme.s1
        maximumWidth: screen.width - 2 * Theme.s4
        notice: screen.kiosk.notice
        stays: false
    }
}
