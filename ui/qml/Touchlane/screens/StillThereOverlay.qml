import QtQuick
import Touchlane
import Touchlane.Bridge

// Before a basket nobody touches is let go.
Sheet {
    id: overlay
    objectName: "stillThereOverlay"

    required property PresenceModel presence

    sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)
    closable: false
    onScrimTapped: presence.stay()
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: Theme.px(200)
        height: width
        radius: width / 2
        color: Theme.amber
        KText {
            objectName: "stillThereSeconds"
            anchors.centerIn: parent
            text: overlay.presence.secondsLeft
            color: Theme.amberInk
            font.pixelSize: Theme.h1 + Theme.px(20)
            font.weight: Font.Bold
        }
    }
    SheetHead {
        width: parent.width
        heading: qsTr("Are you still there?")
        words: qsTr("Without a touch the basket is emptied when the time is up. Nothing is charged.")
        closable: false
    }
    KButton {
        objectName: "stayButton"
        width: parent.width
        text: qsTr("Yes, go on")
        onClicked: overlay.presence.stay()
    }
    KButton {
        objectName: "letGoButton"
        width: parent.width
        kind: "soft"
        text: qsTr("No, empty the basket")
        onClicked: overlay.presence.leave()
    }
}
