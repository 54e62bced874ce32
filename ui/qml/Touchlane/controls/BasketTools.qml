import QtQuick
import Touchlane
import Touchlane.Bridge

// What else can be done at the basket, side by side; three in large text are two rows.
Flow {
    id: tools

    required property Kiosk kiosk
    property bool mayHandOver: false
    readonly property int abreast: mayHandOver && !Theme.large ? 3 : 2
    readonly property int each: Math.floor((width - (abreast - 1) * spacing) / abreast)
    readonly property int size: Theme.body - Theme.px(mayHandOver ? 4 : 2)

    spacing: Theme.gap
    KButton {
        objectName: "handOverButton"
        visible: tools.mayHandOver
        width: Theme.large ? tools.width : tools.each
        least: Math.max(Theme.touch, Theme.px(112))
        kind: "plain"
        fontSize: tools.size
        iconName: "staff"
        text: qsTr("To the staffed till")
        onClicked: tools.kiosk.basket.handOver()
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
