pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The shopper's basket in an attendant's hands: what waits for a word first, then every line, in one list.
Item {
    id: page

    required property StaffModel staff
    required property BasketModel basket

    signal discountWanted()

    // What comes into focus comes into view, be it a line or above the lines.
    function reveal(row: Item): void {
        const top = row.mapToItem(lines.contentItem, 0, 0).y
        lines.contentY = Math.max(Math.min(lines.contentY, top), top + row.height - lines.height)
    }

    function askDiscount(lineId: string, name: string): void {
        page.staff.chooseForDiscount(lineId, name)
        page.discountWanted()
    }

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
    ListView {
        id: lines
        objectName: "staffLines"
        visible: page.staff.hasTrip
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: cancel.top; bottomMargin: Theme.s3 }
        clip: true
        keyNavigationEnabled: false
        spacing: Theme.gap
        boundsBehavior: Flickable.StopAtBounds
        model: page.basket.lines
        header: Column {
            id: checks
            width: lines.width
            spacing: Theme.gap
            bottomPadding: page.staff.checks.count > 0 ? Theme.gap : 0
            onHeightChanged: Qt.callLater(lines.positionViewAtBeginning)
            Repeater {
                model: page.staff.checks
                StaffRow {
                    id: check
                    required property string interventionId
                    required property string product
                    required property string pieces
                    required property string age
                    width: checks.width
                    color: Theme.amberSoft
                    onReached: page.reveal(check)
                    heading: product
                    words: `${pieces} ×  ·  ` + (age !== "" ? qsTr("sold from %1 years of age").arg(age) : qsTr("needs a member of staff"))
                    buttonName: "staffAllowButton"
                    buttonText: qsTr("Allow")
                    onPressed: page.staff.allow(interventionId)
                }
            }
        }
        delegate: StaffRow {
            id: line
            required property string lineId
            required property string name
            required property string total
            required property int quantity
            required property string why
            width: lines.width
            onReached: page.reveal(line)
            heading: name
            words: `${quantity} × · ${total}` + (why !== "" ? `\n${why}` : "")
            buttonName: "staffVoidButton"
            buttonText: qsTr("Take out")
            onPressed: page.staff.voidLine(lineId)
            otherText: page.staff.mostDiscount > 0 ? qsTr("Discount") : ""
            onOtherPressed: page.askDiscount(lineId, name)
        }
    }
    KButton {
        id: off
        objectName: "staffDiscountButton"
        visible: page.staff.hasTrip && page.staff.mostDiscount > 0
        anchors { left: parent.left; bottom: parent.bottom }
        width: (parent.width - Theme.gap) / 2
        least: cancel.height
        height: cancel.height
        kind: "soft"
        fontSize: cancel.fontSize
        text: qsTr("Discount on all")
        onClicked: page.askDiscount("", "")
    }
    TwiceButton {
        id: cancel
        objectName: "staffCancelButton"
        visible: page.staff.hasTrip
        anchors { left: off.visible ? off.right : parent.left; leftMargin: off.visible ? Theme.gap : 0; right: parent.right; bottom: parent.bottom }
        once: qsTr("Cancel this trip")
        again: qsTr("Tap again: empty this basket")
        onConfirmed: page.staff.cancelTrip()
    }
}
