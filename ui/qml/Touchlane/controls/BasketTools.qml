import QtQuick
import Touchlane
import Touchlane.Bridge

// What else can be done at the basket, side by side; large words and a fourth thing take two rows.
Flow {
    id: tools

    required property Kiosk kiosk
    property bool mayHandOver: false
    readonly property int abreast: mayHandOver || Theme.large ? 2 : 3
    readonly property int each: Math.floor((width - (abreast - 1) * spacing) / abreast)
    readonly property int size: Theme.body - Theme.px(4)

    spacing: Theme.gap
    KButton {
        objectName: "handOverButton"
        visible: tools.mayHandOver
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
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
        iconName: "find"
        text: qsTr("No barcode? Find it")
        onClicked: tools.kiosk.find.open()
    }
    KButton {
        objectName: "keypadButton"
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        iconName: "keypad"
        text: qsTr("Key in a barcode")
        onClicked: tools.kiosk.openPanel("keypad")
    }
    KButton {
        objectName: "leaveButton"
        width: tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        iconName: "close"
        text: qsTr("Cancel shopping")
        onClicked: tools.kiosk.openPanel("leave")
    }
}
