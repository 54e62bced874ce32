pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// Twelve large keys: digits, erase and done.
Grid {
    id: pad

    property string doneText
    property bool ready: true

    signal typed(string digit)
    signal erased()
    signal done()

    columns: 3
    spacing: Theme.gap
    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "done"]
        KButton {
            required property string modelData
            readonly property bool digit: modelData.length === 1
            objectName: `key_${modelData}`
            width: (pad.width - 2 * pad.spacing) / 3
            least: Theme.low ? Theme.touch : Theme.touchLarge
            kind: modelData === "done" ? "primary" : "soft"
            enabled: modelData !== "done" || pad.ready
            fontSize: digit ? Theme.h2 : Theme.large ? Theme.caption : Theme.title
            text: digit ? modelData : modelData === "done" ? pad.doneText : ""
            iconName: modelData === "erase" ? "erase" : ""
            Accessible.name: modelData === "erase" ? qsTr("Erase a digit") : text
            onClicked: digit ? pad.typed(modelData) : modelData === "done" ? pad.done() : pad.erased()
        }
    }
}
