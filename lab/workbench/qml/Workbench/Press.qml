import QtQuick
import QtQuick.Templates as T
import Touchlane

// A button for a mouse.
T.AbstractButton {
    id: button

    property string kind: "soft" // primary, lime, soft, plain, danger
    property string iconName: ""
    property int fontSize: Theme.body
    readonly property color fill: ({ primary: Theme.brand, lime: Theme.lime, soft: Theme.surfaceLow,
                                     plain: "transparent", danger: Theme.dangerSoft })[kind]
    readonly property color tone: ({ primary: Theme.brandInk, lime: Theme.limeInk,
                                     danger: Theme.danger })[kind] ?? Theme.ink

    implicitHeight: 42
    implicitWidth: row.implicitWidth + 36
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.45
    Accessible.name: text

    background: Rectangle {
        radius: height / 2
        color: button.down ? Qt.darker(button.fill, 1.1)
             : button.hovered ? (button.kind === "plain" ? Theme.surfaceLow : Qt.darker(button.fill, 1.04)) : button.fill
        FocusRing { target: parent; shown: button.visualFocus; radius: height / 2 }
    }
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 8
            Icon {
                visible: button.iconName !== ""
                name: button.iconName
                color: button.tone
                size: Math.round(button.fontSize * 1.25)
                stroke: 2
                anchors.verticalCenter: parent.verticalCenter
            }
            KText {
                text: button.text
                color: button.tone
                width: Math.min(implicitWidth, button.width - 24 - (button.iconName !== "" ? button.fontSize * 1.25 + 8 : 0))
                elide: Text.ElideRight
                font.pixelSize: button.fontSize
                font.weight: Font.DemiBold
                anchors.verticalCenter: parent.verticalCenter
                Accessible.ignored: true
            }
        }
    }
}
