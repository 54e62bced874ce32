import QtQuick
import Touchlane

// An attendant's PIN: dots only, never digits.
Column {
    id: entry

    required property string pin
    required property string refusal
    property string doneText: qsTr("Approve")

    signal typed(string digit)
    signal erased()
    signal done()

    spacing: Theme.s3
    Rectangle {
        width: parent.width
        height: Theme.px(112)
        radius: Theme.radiusMedium
        color: Theme.surfaceLow
        Accessible.role: Accessible.EditableText
        Accessible.passwordEdit: true
        Accessible.name: qsTr("PIN")
        KText {
            objectName: "pinDots"
            anchors.centerIn: parent
            text: entry.pin !== "" ? "●".repeat(entry.pin.length) : qsTr("PIN")
            color: entry.pin !== "" ? Theme.ink : "#77857E"
            font.pixelSize: Theme.title
            font.letterSpacing: Theme.px(10)
        }
    }
    Strip {
        objectName: "pinRefusal"
        visible: entry.refusal !== ""
        width: parent.width
        iconName: "alert"
        color: Theme.dangerSoft
        tone: Theme.danger
        text: entry.refusal
    }
    DigitPad {
        width: parent.width
        doneText: entry.doneText
        ready: entry.pin.length >= 4
        onTyped: digit => entry.typed(digit)
        onErased: entry.erased()
        onDone: entry.done()
    }
}
