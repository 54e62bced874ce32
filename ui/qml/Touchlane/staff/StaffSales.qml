pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The sales of a business day, the newest first, each to be printed again.
Item {
    id: page

    required property StaffModel staff
    readonly property var paperWords: ({
        "": qsTr("no receipt"), not_started: qsTr("not printed yet"), sending: qsTr("being printed"),
        body_done: qsTr("being printed"), done: qsTr("printed"), torn: qsTr("torn, will be printed again"),
        unconfirmed: qsTr("printed, not confirmed")
    })

    StaffDayTurn { id: turn; width: parent.width; staff: page.staff }
    KText {
        objectName: "noSalesText"
        visible: page.staff.sales.count === 0
        anchors.centerIn: parent
        text: qsTr("No sales on this day.")
        color: Theme.inkSoft
    }
    ListView {
        id: list
        objectName: "salesList"
        anchors { left: parent.left; right: parent.right; top: turn.bottom; topMargin: Theme.s2; bottom: parent.bottom }
        clip: true
        keyNavigationEnabled: false
        spacing: Theme.gap
        boundsBehavior: Flickable.StopAtBounds
        model: page.staff.sales
        delegate: StaffRow {
            required property string saleId
            required property string saleNo
            required property string at
            required property string total
            required property string paper
            required property int index
            width: ListView.view.width
            onReached: list.positionViewAtIndex(index, ListView.Contain)
            heading: `${saleNo}  ·  ${total}`
            words: `${at}  ·  ${page.paperWords[paper] ?? paper}`
            buttonName: "reprintButton"
            buttonText: qsTr("Print again")
            onPressed: page.staff.reprint(saleId)
        }
    }
}
