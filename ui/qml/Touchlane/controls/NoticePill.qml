import QtQuick
import Touchlane
import Touchlane.Bridge

// How the last scan went: colour, sign and words of its own for each kind. Fades unless an answer is awaited.
Rectangle {
    id: pill

    required property NoticeModel notice
    property string idleText: ""
    // An answer is awaited; a screen where nobody has one to give lets it fade.
    property bool stays: notice.stays
    // The answer is given here, and not by buttons beside it.
    property bool closable: true
    property int maximumWidth: parent ? parent.width - 2 * Theme.s3 : 0
    property bool faded: true
    readonly property string kind: faded && !stays ? "" : notice.kind
    readonly property var look: NoticeStyle.of(kind)
    readonly property color tone: look.ink
    readonly property string sign: look.sign

    objectName: "noticePill"
    visible: kind !== "" || idleText !== ""
    color: look.fill
    border { width: Theme.edge; color: Theme.outline }
    width: Math.min(maximumWidth, row.implicitWidth + Theme.px(68))
    height: Math.max(close.visible ? Theme.touch : Theme.px(84), words.height + Theme.s3)
    radius: Math.min(height / 2, Theme.radiusLarge + Theme.px(4))

    Connections {
        target: pill.notice
        function onCame() {
            pill.faded = false
            fade.restart()
        }
    }
    Timer {
        id: fade
        interval: 3000
        running: pill.notice.kind !== "" && !pill.stays
        onTriggered: if (!pill.stays) {
            pill.faded = true
            pill.notice.fade()
        }
    }
    Row {
        id: row
        anchors.centerIn: parent
        spacing: Theme.px(18)
        Icon {
            id: icon
            name: pill.sign
            color: pill.tone
            size: Math.round(Theme.body * 1.35)
            stroke: 2.4
            anchors.verticalCenter: parent.verticalCenter
        }
        Flow {
            id: words
            readonly property int room: pill.maximumWidth - Theme.px(68) - icon.width - row.spacing
                                        - (close.visible ? close.width + row.spacing : 0)
            width: Math.min(room, sentence.implicitWidth + (about.visible ? spacing + about.implicitWidth : 0))
            spacing: Theme.px(18)
            anchors.verticalCenter: parent.verticalCenter
            KText {
                id: sentence
                objectName: "noticeText"
                width: Math.min(words.room, implicitWidth)
                text: pill.kind === "" ? pill.idleText : pill.notice.text
                color: pill.tone
                wrapMode: Text.Wrap
                font.weight: Font.DemiBold
            }
            KText {
                id: about
                objectName: "noticeProduct"
                visible: pill.kind !== "" && pill.notice.product !== ""
                width: Math.min(words.room, implicitWidth)
                text: pill.notice.product + (pill.notice.amount !== "" ? "   " + pill.notice.amount : "")
                color: pill.tone
                wrapMode: Text.Wrap
                font.weight: Font.Bold
            }
        }
        IconButton {
            id: close
            objectName: "dismissButton"
            visible: pill.closable && pill.kind !== "" && pill.stays
            iconName: "close"
            fill: "transparent"
            tone: pill.tone
            text: qsTr("Close")
            anchors.verticalCenter: parent.verticalCenter
            onClicked: pill.notice.dismiss()
        }
    }
}
