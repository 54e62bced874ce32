import QtQuick
import QtQuick.Templates as T
import Touchlane

// Something one may do and need not: quiet, with its sign.
T.AbstractButton {
    id: chip

    required property string iconName
    property bool chosen: false
    readonly property int least: Math.max(Theme.touch, words.implicitHeight + Theme.s2)

    implicitHeight: least
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Accessible.checkable: chosen
    Accessible.checked: chosen
    Keys.onPressed: event => Walk.key(event, chip)

    background: Rectangle {
        radius: Theme.radiusMedium
        color: chip.chosen ? Theme.brandSoft : Theme.surfaceLow
        opacity: chip.down ? 0.75 : 1
        border { width: Theme.edge; color: Theme.outline }
        FocusRing { target: parent; shown: chip.visualFocus; radius: Theme.radiusMedium + Theme.px(8); anchors.margins: -Theme.px(4) }
    }
    contentItem: Item {
        Icon {
            id: sign
            anchors { left: parent.left; leftMargin: Theme.s2; verticalCenter: parent.verticalCenter }
            name: chip.chosen ? "check" : chip.iconName
            color: Theme.brand
            size: Theme.px(Theme.large ? 52 : 44)
            stroke: 2
        }
        KText {
            id: words
            anchors { left: sign.right; leftMargin: Theme.px(12); right: parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
            text: chip.text
            wrapMode: Text.Wrap
            lineHeight: Theme.chinese ? 0.95 : 1
            font.pixelSize: Theme.em(26)
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
    }
}
