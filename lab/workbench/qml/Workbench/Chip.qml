import QtQuick
import QtQuick.Templates as T
import Touchlane

// One of several choices, or a switch. `alarm` colours what is on as a fault.
T.AbstractButton {
    id: chip

    property bool on: false
    property bool alarm: false
    property bool waiting: false
    property bool slim: false
    readonly property color ground: on ? (alarm ? Theme.danger : Theme.brand)
                                       : hovered ? Theme.line : Theme.surfaceLow

    implicitHeight: 32
    implicitWidth: words.implicitWidth + (slim ? 14 : 26)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: on

    background: Rectangle {
        radius: height / 2
        color: chip.ground
        opacity: chip.waiting || chip.down ? 0.6 : 1
        FocusRing { target: parent; shown: chip.visualFocus; radius: height / 2 }
    }
    contentItem: KText {
        id: words
        text: chip.text
        color: chip.on ? Theme.brandInk : Theme.ink
        font.pixelSize: chip.slim ? 11 : Theme.caption
        font.weight: Font.DemiBold
        elide: Text.ElideRight
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        Accessible.ignored: true
    }
}
