pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// An attendant takes percents off a line or off the basket, for a reason of the shop's.
Sheet {
    id: panel
    objectName: "discountPanel"

    required property StaffModel staff
    property string digits: ""
    property string reason: "damaged"
    readonly property int percent: Number(digits)

    sheetWidth: Math.min(Theme.px(wide ? 1600 : 860), width - 2 * Theme.s4)
    onScrimTapped: closed()
    Beside {
        id: parts
        width: parent.width
        wide: panel.wide
        Column {
            width: parts.each
            spacing: Theme.s3
            SheetHead {
                width: parent.width
                heading: panel.staff.discountLine !== "" ? panel.staff.discountName : qsTr("The whole basket")
                words: qsTr("This store lets you take at most %1% off the goods in all.").arg(panel.staff.mostDiscount)
                onClosed: panel.closed()
            }
            Grid {
                id: reasons
                width: parent.width
                columns: 2
                spacing: Theme.gap
                Repeater {
                    model: [["damaged", qsTr("Damaged")], ["near_date", qsTr("Near its date")], ["price_promise", qsTr("Price promise")], ["goodwill", qsTr("Goodwill")]]
                    KButton {
                        required property var modelData
                        objectName: `why_${modelData[0]}`
                        width: (reasons.width - reasons.spacing) / 2
                        least: Theme.touch
                        kind: panel.reason === modelData[0] ? "primary" : "soft"
                        fontSize: Theme.caption
                        text: modelData[1]
                        Accessible.role: Accessible.RadioButton
                        Accessible.checkable: true
                        Accessible.checked: panel.reason === modelData[0]
                        onClicked: panel.reason = modelData[0]
                    }
                }
            }
            KText {
                objectName: "discountPercent"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: panel.digits !== "" ? `−${panel.digits}%` : qsTr("How many percent?")
                color: panel.digits !== "" ? Theme.ink : Theme.inkSoft
                font.pixelSize: Theme.title
                font.weight: Font.Bold
            }
        }
        DigitPad {
            width: parts.each
            doneText: qsTr("Take off")
            ready: panel.percent >= 1 && panel.percent <= 100
            onTyped: digit => { if (Number(panel.digits + digit) <= 100) panel.digits = String(Number(panel.digits + digit)) }
            onErased: panel.digits = panel.digits.slice(0, -1)
            onDone: {
                panel.staff.discount(panel.reason, panel.percent)
                panel.closed()
            }
        }
    }
}
