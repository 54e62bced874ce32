import QtQuick
import Touchlane

// A card above the dimmed screen. `scrimTapped` is a touch beside it, `closed` its own button within reach.
Item {
    id: sheet

    default property alias content: body.data
    readonly property bool wide: width > height
    property bool closable: true
    property int sheetWidth: Math.min(Theme.px(wide ? 1700 : 920), width - 2 * Theme.s4)
    property int padding: Theme.px(wide || Theme.low ? 36 : 48)

    signal scrimTapped()
    signal closed()

    anchors.fill: parent
    Accessible.role: Accessible.Dialog
    Rectangle { anchors.fill: parent; color: Theme.scrim }
    MouseArea { anchors.fill: parent; onClicked: sheet.scrimTapped() }
    Item {
        id: card
        width: sheet.sheetWidth
        height: body.height + (close.visible ? close.height + Theme.s3 : 0) + 2 * sheet.padding
        x: (sheet.width - width) / 2
        y: (Theme.withinReach ? sheet.height - height - (sheet.wide ? Theme.s2 : Theme.s4) : (sheet.height - height) / 2) + card.slide
        property real slide
        Card { anchors.fill: parent; radius: Theme.px(48) }
        MouseArea { anchors.fill: parent }
        Column {
            id: body
            x: sheet.padding
            y: sheet.padding
            width: parent.width - 2 * x
            spacing: Theme.s3
        }
        KButton {
            id: close
            objectName: "closeBelowButton"
            visible: Theme.low && sheet.closable
            anchors { left: body.left; right: body.right; top: body.bottom; topMargin: Theme.s3 }
            least: Theme.touch
            kind: "soft"
            iconName: "close"
            fontSize: Theme.body
            text: qsTr("Close")
            onClicked: sheet.closed()
        }
        NumberAnimation on slide { from: Theme.slow > 0 ? Theme.px(60) : 0; to: 0; duration: Theme.base; easing.type: Easing.OutCubic }
    }
}
