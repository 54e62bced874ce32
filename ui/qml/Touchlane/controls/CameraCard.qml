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
    CodeFrame {
        anchors.fill: parent
        visible: card.ready
        picture: picture
        notice: card.notice
    }
    Rectangle {
        id: hint
        objectName: "cameraHint"
        readonly property bool told: card.ready && card.source.hint !== ""
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: Theme.s2 }
        visible: opacity > 0
        opacity: told ? 1 : 0
        width: nearer.width + 2 * Theme.s3
        height: nearer.height + Theme.s2
        radius: height / 2
        color: Theme.nightPill
        border { width: Theme.edge; color: Theme.outline }
        onToldChanged: if (told) Accessible.announce(card.source.hint, Accessible.Polite)
        Behavior on opacity { NumberAnimation { duration: Theme.base } }
        Row {
            id: nearer
            // The words stay while they fade.
            property string words: ""
            anchors.centerIn: parent
            spacing: Theme.s2
            Icon { name: "nearer"; color: Theme.nightInk; size: Theme.px(44); anchors.verticalCenter: parent.verticalCenter }
            KText {
                objectName: "cameraHintText"
                width: Math.min(implicitWidth, card.width - 4 * Theme.s4 - Theme.px(44))
                text: card.source.hint || nearer.words
                onTextChanged: if (card.source.hint !== "") nearer.words = card.source.hint
                color: Theme.nightInk
                wrapMode: Text.Wrap
                font.weight: Font.DemiBold
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
    NoticePill {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - height - Theme.s3
        maximumWidth: card.width - 2 * Theme.s3
        notice: card.notice
        closable: false
        idleText: card.ready && !hint.told ? qsTr("Hold the barcode in the frame") : ""
    }
}
