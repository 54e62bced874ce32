pragma Singleton
import QtQuick
import QtQuick.Templates as T

// The way over the screen without touching it: Tab and arrows go from control to control in reading order, and
// round; Enter or Space presses. Only what is on top can be reached. Seven keys of a tactile pad are enough.
QtObject {
    id: walk

    // The layers from the top; the first that shows something is walked.
    property var layers: []
    // The ring is shown once a key was pressed, until the next touch.
    property bool walking: false

    readonly property var forward: [Qt.Key_Tab, Qt.Key_Right, Qt.Key_Down]
    readonly property var backward: [Qt.Key_Backtab, Qt.Key_Left, Qt.Key_Up]
    readonly property var presses: [Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space, Qt.Key_Select]

    function top(): Loader { return layers.find(layer => layer.item !== null) ?? null }

    function stops(item: Item, found: var): var {
        if (!item.visible || !item.enabled) return found
        if (item.activeFocusOnTab) found.push(item)
        const children = Array.from(item.children)
        if (item.parent instanceof ListView || item.parent instanceof GridView)
            children.sort((one, other) => one.y - other.y || one.x - other.x)
        for (const child of children) stops(child, found)
        return found
    }

    function key(event: var, from: Item): void {
        const back = backward.includes(event.key) || (event.key === Qt.Key_Tab && event.modifiers & Qt.ShiftModifier)
        if (back || forward.includes(event.key)) {
            event.accepted = true
            go(from, back ? -1 : 1)
        } else if (presses.includes(event.key)) {
            event.accepted = true
            press(event, from)
        }
    }

    function go(from: Item, by: int): void {
        const layer = top()
        const all = layer ? stops(layer.item as Item, []) : []
        if (all.length === 0) return
        const at = all.indexOf(from)
        const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length
        walking = true
        all[next].forceActiveFocus(by > 0 ? Qt.TabFocusReason : Qt.BacktabFocusReason)
    }

    // A key held down presses once; what lies below a sheet is not pressed.
    function press(event: var, from: Item): void {
        const layer = top()
        const button = from as T.AbstractButton
        if (!event.isAutoRepeat && layer && button && stops(layer.item as Item, []).includes(button)) button.click()
    }
}
