pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// A price in rows: what it is made of on the left, what each moves it by on the right.
Column {
    id: table

    required property Rows rows

    spacing: Theme.px(Theme.large ? 20 : 14)
    Repeater {
        model: table.rows
        Item {
            id: row
            required property string name
            required property string detail
            required property string amount
            required property bool lowers
            width: table.width
            height: Math.max(words.height, figure.height)
            Column {
                id: words
                anchors { left: parent.left; right: figure.left; rightMargin: Theme.s2 }
                KText { id: called; objectName: "priceRowName"; width: parent.width; wrapMode: Text.Wrap; text: row.name; font.weight: Font.DemiBold }
                KText {
                    objectName: "priceRowDetail"
                    visible: text !== ""
                    width: parent.width
                    wrapMode: Text.Wrap
                    text: row.detail
                    color: Theme.inkSoft
                    font.pixelSize: Theme.caption
                }
            }
            KText {
                id: figure
                objectName: "priceRowAmount"
                anchors.right: parent.right
                y: called.baselineOffset - baselineOffset
                text: row.amount
                color: row.lowers ? Theme.brand : Theme.ink
                font.weight: Font.Bold
            }
        }
    }
}
