import QtQuick
import Touchlane
import Touchlane.Bridge

// The answers to a notice that waits for one, in the place of the tools: nothing else is to be done first.
Flow {
    id: answer
    objectName: "basketAnswer"

    required property Kiosk kiosk
    readonly property NoticeModel notice: kiosk.notice
    readonly property bool keys: notice.keysIn || notice.keysInAgain
    readonly property int count: 1 + (keys ? 1 : 0) + (notice.notesWish ? 1 : 0) + (notice.callsStaff ? 1 : 0)
    readonly property int abreast: Theme.large ? Math.min(count, 2) : count
    readonly property int each: Math.floor((width - (abreast - 1) * spacing) / abreast)
    readonly property int least: Math.max(Theme.touch, Theme.px(112))

    spacing: Theme.gap
    KButton {
        objectName: "keyInButton"
        visible: answer.keys
        width: answer.each
        least: answer.least
        kind: "plain"
        fontSize: Theme.body - Theme.px(4)
        iconName: "keypad"
        text: answer.notice.keysInAgain ? qsTr("Key in again") : qsTr("Key it in")
        onClicked: {
            answer.kiosk.openPanel("keypad")
            answer.notice.dismiss()
        }
    }
    KButton {
        objectName: "wishButton"
        visible: answer.notice.notesWish
        width: answer.each
        least: answer.least
        kind: "plain"
        fontSize: Theme.body - Theme.px(4)
        iconName: "bag"
        text: qsTr("Note my wish")
        onClicked: answer.notice.noteWish()
    }
    KButton {
        objectName: "callStaffButton"
        visible: answer.notice.callsStaff
        width: answer.each
        least: answer.least
        kind: "plain"
        fontSize: Theme.body - Theme.px(4)
        iconName: "bell"
        text: qsTr("Call staff")
        onClicked: answer.notice.callStaff()
    }
    KButton {
        objectName: "dismissButton"
        width: answer.count > answer.abreast ? answer.width : answer.each
        least: answer.least
        fontSize: Theme.body - Theme.px(4)
        iconName: "check"
        text: qsTr("OK, got it")
        onClicked: answer.notice.dismiss()
    }
}
