import QtQuick
import Touchlane
import Touchlane.Bridge

// The basket goes on at a staffed till, which reads it off this screen.
Item {
    id: screen
    objectName: "handoverScreen"

    required property Kiosk kiosk
    readonly property HandoverModel handover: kiosk.handover

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        showHelp: false
    }
    Column {
        id: words
        anchors { top: bar.bottom; topMargin: Theme.s3; horizontalCenter: parent.horizontalCenter }
        width: Math.min(parent.width - 2 * Theme.s5, Theme.px(900))
        spacing: Theme.s2
        KText { objectName: "handoverHeading"; width: parent.width; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap; text: qsTr("Pay at the staffed till"); font.pixelSize: Theme.h1; font.weight: Font.Bold }
        KText { width: parent.width; horizontalAlignment: Text.AlignHCenter; wrapMode: Text.Wrap; color: Theme.inkSoft; text: qsTr("Ask staff to scan this code. Nothing has been charged here.") }
        KText { width: parent.width; horizontalAlignment: Text.AlignHCenter; text: qsTr("%n piece(s)", "", screen.handover.pieces) + "  ·  " + screen.handover.amount; font.pixelSize: Theme.title; font.weight: Font.Bold }
    }
    QrCard {
        anchors { horizontalCenter: parent.horizontalCenter; top: words.bottom; topMargin: Theme.s4 }
        width: Math.min(parent.width - 2 * Theme.px(100), turns.y - y - Theme.s4)
        height: width
        text: screen.handover.code
        label: qsTr("Code of the basket")
    }
    Item {
        id: turns
        anchors { left: done.left; right: done.right; bottom: done.top; bottomMargin: Theme.s4 }
        height: visible ? Theme.touch : 0
        visible: screen.handover.count > 1
        IconButton { objectName: "previousCode"; enabled: screen.handover.number > 1; iconName: "back"; fill: Theme.surface; text: qsTr("Previous code"); onClicked: screen.handover.turn(-1) }
        KText { objectName: "codeNumber"; anchors.centerIn: parent; text: qsTr("Code %1 of %2").arg(screen.handover.number).arg(screen.handover.count); font.weight: Font.DemiBold }
        IconButton { objectName: "nextCode"; anchors.right: parent.right; enabled: screen.handover.number < screen.handover.count; iconName: "arrow"; fill: Theme.surface; text: qsTr("Next code"); onClicked: screen.handover.turn(1) }
    }
    KButton {
        id: done
        objectName: "handoverDoneButton"
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.s4 }
        width: Math.min(parent.width - 2 * Theme.s4, Theme.px(900))
        text: qsTr("The till has the basket")
        onClicked: screen.handover.done()
    }
}
