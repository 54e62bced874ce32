import QtQuick
import Touchlane
import Touchlane.Bridge

// The PIN pad before admin mode.
Sheet {
    id: overlay
    objectName: "staffEntryOverlay"

    required property StaffModel staff

    sheetWidth: Math.min(Theme.px(wide ? 1400 : 800), width - 2 * Theme.s4)
    onScrimTapped: staff.leave()
    onClosed: staff.leave()
    Beside {
        id: parts
        width: parent.width
        wide: overlay.wide
        Column {
            width: parts.each
            spacing: Theme.s3
            SheetHead {
                width: parent.width
                heading: qsTr("For staff")
                words: qsTr("Type your PIN or hold your badge up to the scanner.")
                onClosed: overlay.staff.leave()
            }
            PinField { width: parent.width; pin: pad.pin; refusal: overlay.staff.entryRefusal }
        }
        PinPad {
            id: pad
            width: parts.each
            doneText: qsTr("Enter")
            onEntered: pin => overlay.staff.enter(pin)
        }
    }
}
