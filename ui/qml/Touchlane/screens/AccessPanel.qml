import QtQuick
import Touchlane
import Touchlane.Bridge

// The screens as the shopper needs them, for this visit.
Sheet {
    id: panel
    objectName: "accessPanel"

    required property Kiosk kiosk
    readonly property AccessModel access: kiosk.access

    onScrimTapped: kiosk.closePanel()
    onClosed: kiosk.closePanel()
    SheetHead {
        width: parent.width
        heading: qsTr("Accessibility")
        words: qsTr("For this visit only.")
        onClosed: panel.kiosk.closePanel()
    }
    Grid {
        id: choices
        width: parent.width
        columns: panel.wide ? 2 : 1
        columnSpacing: Theme.s4
        rowSpacing: Theme.s3
        readonly property int cell: (width - (columns - 1) * columnSpacing) / columns
        Choice {
            width: choices.cell
            part: "colours"
            label: qsTr("Colours")
            options: [["light", qsTr("Bright")], ["dark", qsTr("Dark")], ["contrast", qsTr("High contrast")]]
            chosen: panel.access.colours
            onPicked: value => panel.access.chooseColours(value)
        }
        Choice {
            width: choices.cell
            part: "text"
            label: qsTr("Size of the words")
            options: [[false, qsTr("Normal")], [true, qsTr("Large")]]
            chosen: panel.access.largeText
            onPicked: value => panel.access.chooseLargeText(value)
        }
        Choice {
            width: choices.cell
            part: "reach"
            label: qsTr("Buttons")
            options: [[false, qsTr("Everywhere")], [true, qsTr("Low down")]]
            chosen: panel.access.withinReach
            onPicked: value => panel.access.chooseWithinReach(value)
        }
        Choice {
            visible: panel.access.audible
            width: choices.cell
            part: "volume"
            label: qsTr("Sounds")
            options: [[0, qsTr("Off")], [1, qsTr("Low")], [2, qsTr("Mid")], [3, qsTr("High")]]
            chosen: panel.access.volume
            onPicked: value => panel.access.chooseVolume(value)
        }
    }
}
