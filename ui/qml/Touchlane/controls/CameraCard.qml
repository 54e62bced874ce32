import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Bridge

// The camera's picture with the frame to hold goods in, which closes around a code in view.
Item {
    id: card

    required property CameraSource source
    required property NoticeModel notice
    required property bool ready
    // A notice that is to be answered lies below the picture, where it is within reach.
    readonly property bool answerBelow: Theme.low && pill.kind !== "" && notice.stays
    readonly property int lowest: y + (answerBelow ? pill.y + pill.height : height)
    readonly property bool seen: picture.codeBox.width > 0

    Card { anchors.fill: parent; color: Theme.night }
    CameraItem {
        id: picture
        objectName: "camera"
        anchors.fill: parent
        visible: card.ready && !blank
        source: card.source
        radius: Theme.radiusLarge
        pixelRatio: card.Screen.devicePixelRatio
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Camera picture")
    }
    Outline { radius: Theme.radiusLarge }
    Column {
        visible: !card.ready
        anchors { centerIn: parent; verticalCenterOffset: -Theme.px(20) }
        width: parent.width - 2 * Theme.s5
        spacing: Theme.s2
        Icon { name: "camera_off"; color: Theme.deepInkSoft; size: Theme.px(110); anchors.horizontalCenter: parent.horizontalCenter }
        KText {
            objectName: "cameraOffText"
            width: parent.width
            text: qsTr("The camera is not ready. Key in the digits below the barcode, or ask staff.")
            color: Theme.deepInkSoft
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
        }
    }
    Brackets {
        id: frame
        readonly property int margin: Theme.px(26)
        readonly property real restWidth: Math.min(card.width * 0.6, card.height * 1.02)
        readonly property real restHeight: card.height * 0.64
        visible: card.ready
        x: card.seen ? Math.max(Theme.s2, picture.codeBox.x - margin) : (card.width - restWidth) / 2
        y: card.seen ? Math.max(Theme.s2, picture.codeBox.y - margin) : (card.height - restHeight) * 0.32
        width: card.seen ? Math.min(picture.codeBox.width + 2 * margin, card.width - x - Theme.s2) : restWidth
        height: card.seen ? Math.min(picture.codeBox.height + 2 * margin, card.height - y - Theme.s2) : restHeight
        color: pill.good || card.seen ? Theme.lime : Theme.nightInk
        Behavior on x { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on y { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on width { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
        Behavior on height { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }
    }
    NoticePill {
        id: pill
        anchors.horizontalCenter: parent.horizontalCenter
        y: card.answerBelow ? parent.height + Theme.gap : parent.height - height - Theme.s3
        maximumWidth: card.width - (card.answerBelow ? 0 : 2 * Theme.s3)
        notice: card.notice
        idleText: card.ready ? qsTr("Hold the barcode in the frame") : ""
    }
}
