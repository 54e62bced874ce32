pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The bracket on the camera's picture: where goods are to be held, and around the code that is in view. For a
// moment after a scan it has the colour and the sign of how that went.
Item {
    id: place

    required property CameraItem picture
    required property NoticeModel notice
    readonly property bool seen: picture.codeFrame.width > 0
    property string result: ""

    clip: true
    Connections {
        target: place.notice
        function onCame() {
            const scanned = NoticeStyle.isOfScan(place.notice.kind) && !place.notice.keysInAgain
            place.result = scanned ? place.notice.kind : ""
            moment.restart()
        }
    }
    Timer {
        id: moment
        interval: 1500
        onTriggered: place.result = ""
    }
    // Between rest and code it moves; with the code it is where the code is.
    property bool leaps: false
    onSeenChanged: {
        leaps = Theme.fast > 0
        leap.restart()
    }
    Timer {
        id: leap
        interval: Theme.fast + 60
        onTriggered: place.leaps = false
    }
    Brackets {
        id: frame
        objectName: "codeFrame"
        readonly property int margin: Theme.px(26)
        readonly property real restWidth: Math.min(place.width * 0.6, place.height * 1.02)
        readonly property real restHeight: place.height * 0.64
        x: place.seen ? place.picture.codeFrame.x - margin : (place.width - restWidth) / 2
        y: place.seen ? place.picture.codeFrame.y - margin : (place.height - restHeight) * 0.32
        width: place.seen ? place.picture.codeFrame.width + 2 * margin : restWidth
        height: place.seen ? place.picture.codeFrame.height + 2 * margin : restHeight
        rotation: place.seen ? place.picture.codeTurn : 0
        opacity: place.seen && Theme.fast > 0 ? Math.max(0.25, place.picture.codeStrength) : 1
        color: NoticeStyle.of(place.result).mark
        halo: Theme.markHalo
        Behavior on x { enabled: place.leaps; NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on y { enabled: place.leaps; NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on width { enabled: place.leaps; NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on height { enabled: place.leaps; NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on rotation { enabled: place.leaps; NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Rectangle {
            objectName: "codeSign"
            visible: place.seen && place.result !== ""
            anchors { horizontalCenter: parent.right; verticalCenter: parent.top }
            rotation: -frame.rotation
            width: Theme.px(68)
            height: width
            radius: width / 2
            color: NoticeStyle.of(place.result).fill
            border { width: Math.max(Theme.edge, Theme.px(3)); color: NoticeStyle.of(place.result).ink }
            Icon {
                anchors.centerIn: parent
                name: NoticeStyle.of(place.result).sign
                color: NoticeStyle.of(place.result).ink
                size: Theme.px(44)
                stroke: 2.4
            }
        }
    }
}
