pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The shopper's basket in an attendant's hands.
Item {
    id: page

    required property StaffModel staff
    required property BasketModel basket
    property bool sure: false

    KText {
        objectName: "noTripText"
        visible: !page.staff.hasTrip
        anchors.centerIn: parent
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("No shopper has a basket here.")
        color: Theme.inkSoft
    }
    Column {
        id: checks
        width: parent.width
        spacing: Theme.s2
        Repeater {
            model: page.staff.checks
            StaffRow {
                required property string interventionId
                required property string product
                required property string age
                width: checks.width
                color: Theme.amberSoft
                heading: product
                words: age !== "" ? qsTr("sold from %1 years of age").arg(age) : qsTr("needs a member of staff")
                buttonName: "staffAllowButton"
                buttonText: qsTr("Allow")
                onPressed: page.staff.allow(interventionId)
            }
        }
    }
    ListView {
        id: lines
        objectName: "staffLines"
        visible: page.staff.hasTrip
        anchors { left: parent.left; right: parent.right; top: checks.bottom; bottom: cancel.top; topMargin: Theme.s2; bottomMargin: Theme.s3 }
        clip: true
        keyNavigationEnabled: false
        spacing: Theme.gap
        boundsBehavior: Flickable.StopAtBounds
        model: page.basket.lines
        delegate: StaffRow {
            required property string lineId
            required property string name
            required property string total
            required property int quantity
            required property int index
            width: ListView.view.width
            onReached: lines.positionViewAtIndex(index, ListView.Contain)
            heading: name
            words: `${quantity} × · ${total}`
            buttonName: "staffVoidButton"
            buttonText: qsTr("Take out")
            onPressed: page.staff.voidLine(lineId)
        }
    }
    KButton {
        id: cancel
        objectName: "staffCancelButton"
        visible: page.staff.hasTrip
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        least: Theme.touch
        kind: "danger"
        text: page.sure ? qsTr("Tap again: empty this basket") : qsTr("Cancel this trip")
        onClicked: {
            if (page.sure) page.staff.cancelTrip()
            page.sure = !page.sure
        }
    }
}
