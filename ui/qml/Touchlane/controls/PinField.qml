import QtQuick
import Touchlane

// An attendant's PIN as dots, never digits, and why the last one was not accepted.
Column {
    id: field

    required property string pin
    required property string refusal

    spacing: Theme.s3
    Rectangle {
        width: parent.width
        height: Theme.px(112)
        radius: Theme.radiusMedium
        color: Theme.surfaceLow
        border { width: Theme.edge; color: Theme.outline }
        Accessible.role: Accessible.EditableText
        Accessible.passwordEdit: true
        Accessible.name: qsTr("PIN")
        KText {
            objectName: "pinDots"
            anchors { left: parent.left; right: parent.right; margins: Theme.s3; verticalCenter: parent.verticalCenter }
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.px(16)
            text: field.pin !== "" ? "●".repeat(field.pin.length) : qsTr("PIN")
            color: field.pin !== "" ? Theme.ink : Theme.inkSoft
            font.pixelSize: Theme.title
            font.letterSpacing: Theme.px(field.pin.length > 8 ? 4 : 10)
        }
    }
    Strip {
        objectName: "pinRefusal"
        visible: field.refusal !== ""
        width: parent.width
        iconName: "alert"
        color: Theme.dangerSoft
        tone: Theme.danger
        text: field.refusal
    }
}
