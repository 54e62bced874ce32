import QtQuick
import Touchlane
import Touchlane.Bridge

// The PIN pad before admin mode.
Sheet {
    id: overlay
    objectName: "staffEntryOverlay"

    required property StaffModel staff
    property string pin: ""

    sheetWidth: Math.min(Theme.px(800), width - 2 * Theme.s4)
    onScrimTapped: staff.leave()
    SheetHead {
        width: parent.width
        heading: qsTr("For staff")
        words: qsTr("Type your PIN or hold your badge up to the scanner.")
        onClosed: overlay.staff.leave()
    }
    PinEntry {
        width: parent.width
        pin: overlay.pin
        doneText: qsTr("Enter")
        refusal: overlay.staff.entryRefusal
        onTyped: digit => { if (overlay.pin.length < 8) overlay.pin += digit }
        onErased: overlay.pin = overlay.pin.slice(0, -1)
        onDone: {
            overlay.staff.enter(overlay.pin)
            overlay.pin = ""
        }
    }
}
