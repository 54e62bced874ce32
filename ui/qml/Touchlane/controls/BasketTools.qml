import QtQuick
import Touchlane
import Touchlane.Bridge

// What else can be done at the basket, side by side, a line of words each; large words and a fourth thing take
// two rows.
Flow {
    id: tools

    required property Kiosk kiosk
    property bool mayHandOver: false
    readonly property int abreast: mayHandOver || Theme.large ? 2 : 3
    readonly property int each: Math.floor((width - (abreast - 1) * spacing) / abreast)
    readonly property int size: Theme.body - Theme.px(6)

    spacing: Theme.gap
    KButton {
        objectName: "handOverButton"
        visible: tools.mayHandOver
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        pad: Theme.s2
        iconName: "staff"
        text: qsTr("To the staffed till")
        onClicked: tools.kiosk.basket.handOver()
    }
    KButton {
        objectName: "findButton"
        width: Theme.large && !tools.mayHandOver ? tools.width : tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        pad: Theme.s2
        iconName: "find"
        text: qsTr("No barcode?")
        onClicked: tools.kiosk.find.open()
    }
    KButton {
        objectName: "keypadButton"
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        pad: Theme.s2
        iconName: "keypad"
        text: qsTr("Key in digits")
        onClicked: tools.kiosk.openPanel("keypad")
    }
    KButton {
        objectName: "leaveButton"
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        pad: Theme.s2
        iconName: "close"
        text: qsTr("Cancel")
        onClicked: tools.kiosk.openPanel("leave")
    }
}
