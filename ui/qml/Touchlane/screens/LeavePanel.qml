import QtQuick
import Touchlane
import Touchlane.Bridge

// Asked twice before a basket is given up.
Sheet {
    id: panel
    objectName: "leavePanel"

    required property Kiosk kiosk

    sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)
    closable: false
    onScrimTapped: kiosk.closePanel()
    SheetHead {
        width: parent.width
        heading: qsTr("Cancel shopping?")
        words: qsTr("The basket is emptied and nothing is charged. Please leave the goods with staff.")
        closable: false
    }
    KButton {
        objectName: "keepShoppingButton"
        width: parent.width
        text: qsTr("Keep shopping")
        onClicked: panel.kiosk.closePanel()
    }
    KButton {
        objectName: "cancelTripButton"
        width: parent.width
        kind: "danger"
        text: qsTr("Empty the basket and leave")
        onClicked: {
            panel.kiosk.closePanel()
            panel.kiosk.basket.cancelTrip()
        }
    }
}
