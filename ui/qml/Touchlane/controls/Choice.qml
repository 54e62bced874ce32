pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// One of a few, all of them in sight; the chosen one is filled and has a tick.
Column {
    id: choice

    required property string label
    required property string part
    required property var options // of [value, words]
    required property var chosen

    signal picked(var value)

    spacing: Theme.s1
    Accessible.role: Accessible.Grouping
    Accessible.name: label
    KText { text: choice.label; font.weight: Font.DemiBold }
    Row {
        id: row
        width: parent.width
        spacing: Theme.gap
        Repeater {
            model: choice.options
            KButton {
                id: option
                required property var modelData
                readonly property bool now: modelData[0] === choice.chosen
                objectName: `${choice.part}_${modelData[0]}`
                width: (row.width - (choice.options.length - 1) * row.spacing) / choice.options.length
                height: Math.max(Theme.touch, Theme.px(Theme.large ? 116 : 96))
                kind: now ? "primary" : "soft"
                fontSize: Theme.caption
                text: modelData[1]
                Accessible.role: Accessible.RadioButton
                Accessible.checkable: true
                Accessible.checked: now
                onClicked: choice.picked(modelData[0])
                Icon {
                    visible: option.now
                    anchors { right: parent.right; top: parent.top; margins: Theme.px(10) }
                    name: "check"
                    color: option.tone
                    size: Theme.px(30)
                    stroke: 3
                }
            }
        }
    }
}
