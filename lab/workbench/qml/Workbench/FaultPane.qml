pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Workbench

// Everything that can go wrong in a shop, at a click.
Item {
    id: pane

    required property Faults faults
    property bool compact: false

    implicitHeight: flow.implicitHeight + (compact ? 20 : 28)
    Card { anchors.fill: parent; radius: 20; elevation: 14 }
    PaneTitle {
        id: title
        visible: !pane.compact
        anchors { left: parent.left; leftMargin: 18; verticalCenter: parent.verticalCenter }
        width: 150
        text: qsTr("What is wrong")
        told: qsTr("Switch a fault on and watch the kiosk.")
    }
    Flow {
        id: flow
        anchors { left: pane.compact ? parent.left : title.right; leftMargin: pane.compact ? 14 : 16; right: mend.left; rightMargin: 12; verticalCenter: parent.verticalCenter }
        spacing: pane.compact ? 12 : 22
        Repeater {
            model: pane.faults.groups
            FaultGroup {
                required property string modelData
                faults: pane.faults
                compact: pane.compact
                part: modelData
            }
        }
    }
    Press {
        id: mend
        objectName: "mendButton"
        anchors { right: parent.right; rightMargin: 16; verticalCenter: parent.verticalCenter }
        kind: "lime"
        fontSize: Theme.caption + 1
        enabled: pane.faults.on.length > 0
        text: qsTr("Mend all")
        onClicked: pane.faults.mend()
    }
}
