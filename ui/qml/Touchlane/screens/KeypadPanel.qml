import QtQuick
import Touchlane
import Touchlane.Bridge

// The digits below a barcode, by hand.
Sheet {
    id: panel
    objectName: "keypadPanel"

    required property Kiosk kiosk
    property string digits: ""
    // The longest label of a scale.
    readonly property int most: 18

    Component.onCompleted: if (kiosk.notice.keysInAgain) digits = kiosk.basket.lastKeyed()

    sheetWidth: Math.min(Theme.px(wide ? 1400 : 800), width - 2 * Theme.s4)
    onScrimTapped: kiosk.closePanel()
    onClosed: kiosk.closePanel()
    Beside {
        id: parts
        width: parent.width
        wide: panel.wide
        Column {
            width: parts.each
            spacing: Theme.s3
            SheetHead {
                width: parent.width
                heading: qsTr("Key in a barcode")
                words: qsTr("Type all digits printed below the bars, or the number of a loose item.")
                onClosed: panel.kiosk.closePanel()
            }
            Rectangle {
                width: parent.width
                height: Theme.px(128)
                radius: Theme.radiusMedium
                color: Theme.surfaceLow
                border { width: Theme.edge; color: Theme.outline }
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Digits of the barcode")
                KText {
                    objectName: "keyedDigits"
                    anchors { fill: parent; leftMargin: Theme.s3; rightMargin: Theme.s3 }
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    text: panel.digits !== "" ? panel.digits : "0 000000 000000"
                    color: panel.digits !== "" ? Theme.ink : Theme.inkSoft
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.body
                    font.pixelSize: Theme.h2
                    font.weight: Font.Bold
                    font.letterSpacing: Theme.px(3)
                }
            }
        }
        DigitPad {
            width: parts.each
            doneText: qsTr("Add")
            ready: panel.digits.length >= 3
            onTyped: digit => { if (panel.digits.length < panel.most) panel.digits += digit }
            onErased: panel.digits = panel.digits.slice(0, -1)
            onDone: {
                panel.kiosk.basket.keyIn(panel.digits)
                panel.kiosk.closePanel()
            }
        }
    }
}
