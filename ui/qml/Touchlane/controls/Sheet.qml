import QtQuick
import Touchlane

// A card above the dimmed screen. `scrimTapped` is a touch beside it.
Item {
    id: sheet

    default property alias content: body.data
    property int sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)

    signal scrimTapped()

    anchors.fill: parent
    Rectangle { anchors.fill: parent; color: Theme.scrim }
    MouseArea { anchors.fill: parent; onClicked: sheet.scrimTapped() }
    Item {
        width: sheet.sheetWidth
        height: body.height + 2 * Theme.px(48)
        anchors.centerIn: parent
        Card { anchors.fill: parent; radius: Theme.px(48) }
        MouseArea { anchors.fill: parent }
        Column {
            id: body
            x: Theme.px(48)
            y: Theme.px(48)
            width: parent.width - 2 * x
            spacing: Theme.s3
        }
        NumberAnimation on anchors.verticalCenterOffset {
            from: Theme.slow > 0 ? Theme.px(60) : 0
            to: 0
            duration: Theme.base
            easing.type: Easing.OutCubic
        }
    }
}
