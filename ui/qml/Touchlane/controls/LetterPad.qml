pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// Letters for pinyin and Latin names, and digits: all at once where there is room, else one after the other.
Column {
    id: pad

    property bool low: false
    property int least: Theme.touch
    property bool digits: false
    readonly property bool roomy: width >= 10 * Theme.mm(20) + 9 * Theme.gap
    readonly property int across: roomy ? 10 : 7
    readonly property real cell: (width - (across - 1) * Theme.gap) / across
    // A name of more than one sign is a key that does something; a number behind it is how many cells it takes.
    readonly property var rows: !roomy ? (digits ? narrowDigits : narrowLetters) : !low ? full : digits ? lowDigits : lowLetters
    readonly property var full: [["1234567890"], ["qwertyuiop"], ["asdfghjkl", "erase"], ["zxcvbnm", "space 2", "clear"]]
    readonly property var lowLetters: [["qwertyuiop"], ["asdfghjkl", "erase"], ["digits", "zxcvbnm", "space", "clear"]]
    readonly property var lowDigits: [["1234567890"], ["letters 4", "erase 3", "clear 3"]]
    readonly property var narrowLetters: [["abcdefg"], ["hijklmn"], ["opqrstu"], ["vwxyz", "digits", "erase"]]
    readonly property var narrowDigits: [["1234567"], ["890", "letters 2", "clear", "erase"]]
    readonly property var words: ({
        erase: qsTr("Erase a letter"), clear: qsTr("Erase everything"), space: qsTr("Space"), digits: qsTr("Digits"), letters: "ABC"
    })

    signal typed(string letter)
    signal erased()
    signal cleared()

    function keysOf(row: var): var {
        const acts = /^(erase|clear|space|digits|letters)/
        return Array.from(row).reduce((keys, part) => keys.concat(acts.test(part) ? [part] : part.split("")), [])
    }

    function press(name: string): void {
        if (name === "erase") erased()
        else if (name === "clear") cleared()
        else if (name === "digits" || name === "letters") digits = name === "digits"
        else typed(name === "space" ? " " : name)
    }

    spacing: Theme.gap
    Repeater {
        model: pad.rows.length
        Row {
            id: row
            required property int index
            spacing: Theme.gap
            Repeater {
                model: pad.keysOf(pad.rows[row.index])
                KButton {
                    required property string modelData
                    readonly property string name: modelData.split(" ")[0]
                    readonly property int cells: Number(modelData.split(" ")[1] || 1)
                    readonly property bool sign: name.length === 1
                    readonly property string drawn: ({ erase: "erase", clear: "trash", space: "space", digits: "keypad" })[name] ?? ""
                    objectName: `key_${name}`
                    width: cells * pad.cell + (cells - 1) * Theme.gap
                    least: pad.least
                    pad: Theme.px(4)
                    kind: sign ? "plain" : "soft"
                    fontSize: sign ? Theme.title : Theme.caption
                    iconName: drawn
                    text: drawn !== "" ? "" : sign ? name.toUpperCase() : pad.words[name]
                    Accessible.name: sign ? text : pad.words[name]
                    onClicked: pad.press(name)
                }
            }
        }
    }
}
