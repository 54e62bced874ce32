import QtQuick
import QtQuick.Templates as T
import Touchlane
import Touchlane.Workbench

// The printer's slot and the newest slip, which comes out of it.
Item {
    id: pane

    required property Paper paper
    property bool compact: false
    readonly property bool empty: String(paper.picture) === ""

    PaneTitle {
        id: title
        compact: pane.compact
        anchors { left: parent.left; right: parent.right; top: parent.top; topMargin: pane.compact ? 6 : 14; leftMargin: 6 }
        text: qsTr("Paper")
        told: pane.paper.count === 0 ? qsTr("The kiosk's receipt printer.")
            : qsTr("The kiosk's receipt printer. Slips: %1").arg(pane.paper.count)
    }
    Rectangle {
        id: desk
        anchors { left: parent.left; right: parent.right; top: title.bottom; topMargin: 12; bottom: parent.bottom }
        radius: 20
        color: "#E2E3E5" // the ground of the printer's pictures
    }
    Flickable {
        id: view
        anchors { left: desk.left; right: desk.right; top: slot.bottom; topMargin: -10; bottom: tear.top; bottomMargin: 6 }
        clip: true
        contentWidth: width
        contentHeight: slip.height + 6
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollMark {}
        Image {
            id: slip
            objectName: "slip"
            // The picture has a margin of desk around the paper: 24 of its pixels.
            readonly property real k: implicitWidth > 0 ? width / implicitWidth : 1
            property real out: 1
            x: 4
            y: Math.round(8 - 24 * k - (1 - out) * height)
            width: view.width - 8
            height: implicitWidth > 0 ? implicitHeight * k : 0
            source: pane.paper.picture
            asynchronous: true
            mipmap: true
            smooth: true
            onStatusChanged: if (status === Image.Ready) feed.restart()
            NumberAnimation { id: feed; target: slip; property: "out"; from: 0; to: 1; duration: Theme.slow * 4; easing.type: Easing.OutSine }
        }
    }
    Rectangle {
        id: slot
        anchors { left: desk.left; right: desk.right; top: desk.top }
        height: 46
        topLeftRadius: 20
        topRightRadius: 20
        color: "#23282B"
        Rectangle {
            anchors { left: parent.left; right: parent.right; margins: 14; bottom: parent.bottom; bottomMargin: 8 }
            height: 7
            radius: 4
            color: "#070909"
        }
        Rectangle {
            anchors { left: parent.left; leftMargin: 18; top: parent.top; topMargin: 12 }
            width: 9
            height: 9
            radius: 5
            color: Theme.lime
        }
    }
    Rectangle {
        // The lower lip of the slot: the slip comes out from under it.
        anchors { left: slot.left; right: slot.right; bottom: slot.bottom }
        height: 5
        color: "#31383C"
    }
    KText {
        visible: pane.empty
        anchors { left: desk.left; right: desk.right; verticalCenter: desk.verticalCenter; margins: 24 }
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("The receipt comes out here after paying.")
        color: Theme.inkSoft
        font.pixelSize: Theme.caption + 1
    }
    Press {
        id: tear
        objectName: "tearButton"
        visible: !pane.empty
        anchors { horizontalCenter: desk.horizontalCenter; bottom: desk.bottom; bottomMargin: 12 }
        implicitHeight: 36
        fontSize: Theme.caption + 1
        text: qsTr("Take the slip")
        onClicked: pane.paper.tear()
    }
}
