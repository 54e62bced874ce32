pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// Devices, catalogue, records on their way, version; closing and opening.
Item {
    id: page

    required property StaffModel staff
    readonly property var stateWords: ({
        starting: qsTr("starting"), ready: qsTr("ready"), lost: qsTr("lost"), stopped: qsTr("stopped")
    })

    readonly property var deviceWords: ({
        camera: qsTr("Camera"), scanner: qsTr("Scanner"), printer: qsTr("Printer"), scale: qsTr("Scale"), light: qsTr("Light"),
        cloud: qsTr("Cloud"), catalogue: qsTr("Catalogue"), clock: qsTr("Clock"), storage: qsTr("Storage")
    })

    Column {
        id: facts
        width: parent.width
        StaffFact { width: parent.width; name: qsTr("Serving shoppers"); value: page.staff.isOpen ? qsTr("open") : qsTr("closed"); alarming: !page.staff.isOpen }
        StaffFact { width: parent.width; name: qsTr("Catalogue"); value: page.staff.catalogue + (page.staff.catalogueIsOld ? "  ·  " + qsTr("old") : ""); alarming: page.staff.catalogueIsOld }
        StaffFact { width: parent.width; name: qsTr("Records waiting for the cloud"); value: String(page.staff.outboxDepth) }
        StaffFact { objectName: "openTasksFact"; width: parent.width; name: qsTr("Tasks for staff"); value: String(page.staff.openTasks); alarming: page.staff.openTasks > 0 }
        StaffFact {
            width: parent.width
            name: qsTr("Version")
            value: page.staff.version + (page.staff.desiredVersion !== "" && page.staff.desiredVersion !== page.staff.version
                                         ? "  →  " + page.staff.desiredVersion : "")
        }
    }
    ListView {
        objectName: "deviceList"
        anchors { left: parent.left; right: parent.right; top: facts.bottom; bottom: toggle.top; topMargin: Theme.s3; bottomMargin: Theme.s3 }
        clip: true
        keyNavigationEnabled: false
        spacing: Theme.s2
        boundsBehavior: Flickable.StopAtBounds
        model: page.staff.devices
        delegate: Rectangle {
            id: device
            required property string name
            required property string deviceState
            required property string reason
            readonly property bool fine: deviceState === "ready"
            width: ListView.view.width
            height: words.height + Theme.s3
            radius: Theme.radiusSmall
            color: fine ? Theme.brandSoft : Theme.amberSoft
            border { width: Math.min(Theme.edge, 2); color: Theme.outline }
            Column {
                id: words
                anchors { left: parent.left; right: parent.right; margins: Theme.s3; verticalCenter: parent.verticalCenter }
                KText { width: parent.width; wrapMode: Text.Wrap; text: `${page.deviceWords[device.name] ?? device.name}: ${page.stateWords[device.deviceState] ?? device.deviceState}`; color: device.fine ? Theme.brand : Theme.amberSoftInk; font.weight: Font.DemiBold }
                KText { visible: text !== ""; width: parent.width; wrapMode: Text.Wrap; text: device.reason; color: Theme.amberSoftInk; font.pixelSize: Theme.caption }
            }
        }
    }
    KButton {
        id: toggle
        objectName: "openCloseButton"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        kind: page.staff.isOpen ? "danger" : "primary"
        text: page.staff.isOpen ? qsTr("Close this kiosk") : qsTr("Open this kiosk")
        onClicked: page.staff.openKiosk(!page.staff.isOpen)
    }
}
