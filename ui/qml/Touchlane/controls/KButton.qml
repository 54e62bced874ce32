import QtQuick
import QtQuick.Templates as T
import Touchlane

T.AbstractButton {
    id: button

    property string iconName: ""
    property bool iconLast: false
    property string kind: "primary" // primary, lime, soft, plain, danger
    property int fontSize: Theme.title
    property color fill: ({ primary: Theme.brand, lime: Theme.lime, soft: Theme.surfaceLow, plain: Theme.surface,
                            danger: Theme.dangerSoft })[kind]
    property color tone: ({ primary: Theme.brandInk, lime: Theme.limeInk, danger: Theme.danger })[kind] ?? Theme.ink
    readonly property int labelWidth: Math.ceil(words.implicitWidth)
    readonly property int iconRoom: iconName !== "" ? Math.round(fontSize * 1.25) + Theme.s2 : 0

    property int least: Theme.touchLarge
    // Beside the words.
    property int pad: Theme.s3

    implicitHeight: Math.max(least, words.implicitHeight + Theme.s2)
    implicitWidth: Math.max(implicitHeight, labelWidth + iconRoom + 2 * Theme.s4)
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onPressed: event => Walk.key(event, button)

    background: Rectangle {
        radius: Math.min(height / 2, Theme.radiusLarge)
        color: button.enabled ? button.fill : Theme.surfaceLow
        opacity: button.down ? 0.82 : 1
        border { width: Theme.edge; color: button.enabled ? Theme.outline : Theme.inkOff }
        FocusRing { target: parent; shown: button.visualFocus }
    }
    scale: down ? 0.98 : 1
    Behavior on scale { NumberAnimation { duration: Theme.fast; easing.type: Easing.OutCubic } }

    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: Theme.s2
            layoutDirection: button.iconLast ? Qt.RightToLeft : Qt.LeftToRight
            Icon {
                visible: button.iconName !== ""
                name: button.iconName
                color: words.color
                size: Math.round(button.fontSize * 1.25)
                stroke: 2.1
                anchors.verticalCenter: parent.verticalCenter
            }
            KText {
                id: words
                text: button.text
                color: button.enabled ? button.tone : Theme.inkOff
                width: Math.min(implicitWidth, button.width - 2 * button.pad - button.iconRoom)
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignHCenter
                font.pixelSize: button.fontSize
                font.weight: Font.DemiBold
                lineHeight: 0.95
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
