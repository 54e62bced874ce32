import QtQuick
import Touchlane
import Touchlane.Bridge

// The basket goes on at a staffed till, which reads it off this screen.
Item {
    id: screen
    objectName: "handoverScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height
    readonly property HandoverModel handover: kiosk.handover

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        showHelp: false
        backText: qsTr("Back to basket")
        onBack: screen.handover.back()
    }
    Column {
        id: words
        opacity: pill.visible ? 0 : 1
        y: screen.wide ? bar.roomTop + (bar.roomBottom - bar.roomTop - height - done.height) / 2 : bar.roomTop + Theme.s3
        x: screen.wide ? Theme.s5 : (parent.width - width) / 2
        width: screen.wide ? screen.width * 0.4 : Math.min(parent.width - 2 * Theme.s5, Theme.px(900))
        spacing: Theme.s2
        KText { objectName: "handoverHeading"; Accessible.role: Accessible.Heading; width: parent.width; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap; text: qsTr("Pay at the staffed till"); font.pixelSize: screen.wide ? Theme.h2 : Theme.h1; font.weight: Font.Bold }
        KText { width: parent.width; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap; color: Theme.inkSoft; text: qsTr("Ask staff to scan this code. You were not charged.") }
        KText { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: qsTr("%n piece(s)", "", screen.handover.pieces) + "  ·  " + screen.handover.amount; font.pixelSize: Theme.title; font.weight: Font.Bold }
    }
    QrCard {
        id: code
        x: screen.wide ? (screen.width + words.x + words.width - width) / 2 : (parent.width - width) / 2
        y: screen.wide ? bar.roomTop + Theme.s3 : words.y + words.height + Theme.s4
        width: Math.min(parent.width - 2 * Theme.px(100), (screen.wide ? bar.roomBottom - (turns.visible ? turns.height + Theme.s4 : 0) - Theme.s4 : turns.y - Theme.s4) - y)
        height: width
        text: screen.handover.code
        label: qsTr("Code of the basket")
    }
    Item {
        id: turns
        x: screen.wide ? code.x : done.x
        width: screen.wide ? code.width : done.width
        y: screen.wide ? bar.roomBottom - height - Theme.s3 : done.y - height - Theme.s4
        height: visible ? Theme.touch : 0
        visible: screen.handover.count > 1
        IconButton { objectName: "previousCode"; enabled: screen.handover.number > 1; iconName: "back"; fill: Theme.surface; text: qsTr("Previous code"); onClicked: screen.handover.turn(-1) }
        KText { objectName: "codeNumber"; anchors.centerIn: parent; text: qsTr("Code %1 of %2").arg(screen.handover.number).arg(screen.handover.count); font.weight: Font.DemiBold }
        IconButton { objectName: "nextCode"; anchors.right: parent.right; enabled: screen.handover.number < screen.handover.count; iconName: "arrow"; fill: Theme.surface; text: qsTr("Next code"); onClicked: screen.handover.turn(1) }
    }
    KButton {
        id: done
        objectName: "handoverDoneButton"
        x: screen.wide ? words.x : (parent.width - width) / 2
        y: bar.roomBottom - height - Theme.s4
        width: screen.wide ? words.width : Math.min(parent.width - 2 * Theme.s4, Theme.px(900))
        text: qsTr("The till has the basket")
        onClicked: screen.handover.done()
    }
    NoticePill {
        id: pill
        x: words.x + (words.width - width) / 2
        y: words.y
        maximumWidth: words.width
        notice: screen.kiosk.notice
        stays: false
    }
}
