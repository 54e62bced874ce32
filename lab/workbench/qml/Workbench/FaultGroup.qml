pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Workbench

// The switches of one part of the shop.
Grid {
    id: group

    required property Faults faults
    required property string part
    property bool compact: false
    readonly property var parts: ({
        printer: [qsTr("Printer"), "receipt"], camera: [qsTr("Camera"), "camera_off"],
        network: [qsTr("Cloud"), "offline"], provider: [qsTr("Payment provider"), "phone"]
    })
    readonly property var labels: ({
        printer_silent: qsTr("No answer"), paper_out: qsTr("Out of paper"), cover_open: qsTr("Cover open"),
        printer_unplugged: qsTr("Unplugged"), camera_frozen: qsTr("Frozen"), camera_lost: qsTr("Lost"),
        network_cut: qsTr("Network cut"), provider_silent: qsTr("Silent"), provider_slow: qsTr("Slow")
    })

    columns: compact ? 2 : 1
    spacing: compact ? 6 : 7
    verticalItemAlignment: Grid.AlignVCenter
    Row {
        spacing: 6
        Icon { name: group.parts[group.part][1]; color: Theme.inkSoft; size: 17; anchors.verticalCenter: parent.verticalCenter }
        KText {
            visible: !group.compact
            text: group.parts[group.part][0]
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
            font.weight: Font.DemiBold
        }
    }
    Row {
        spacing: group.compact ? 3 : 5
        Repeater {
            model: group.faults.of(group.part)
            Chip {
                required property string modelData
                objectName: `fault_${modelData}`
                text: group.labels[modelData]
                alarm: true
                slim: group.compact
                on: group.faults.on.includes(modelData)
                waiting: group.faults.pending.includes(modelData)
                onClicked: group.faults.put(modelData, !on)
            }
        }
    }
}
