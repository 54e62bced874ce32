pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// Admin mode: four pages below what the last action did.
Item {
    id: screen
    objectName: "staffScreen"

    required property Kiosk kiosk
    readonly property StaffModel staff: kiosk.staff
    property string page: staff.hasTrip ? "basket" : "state"

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        backText: qsTr("Leave staff mode")
        showHelp: false
        onBack: screen.staff.leave()
    }
    KText {
        id: who
        objectName: "staffWho"
        anchors { left: parent.left; right: parent.right; top: bar.bottom; margins: Theme.s4; topMargin: Theme.s3 }
        text: `${screen.staff.attendant}  ·  ${screen.staff.kioskId}`
        color: Theme.inkSoft
        elide: Text.ElideRight
    }
    Row {
        id: tabs
        anchors { left: parent.left; right: parent.right; top: who.bottom; margins: Theme.s4; topMargin: Theme.s2 }
        spacing: Theme.s2
        Repeater {
            model: [["state", qsTr("Kiosk")], ["basket", qsTr("Basket")], ["sales", qsTr("Sales")], ["day", qsTr("Day")]]
            KButton {
                required property var modelData
                objectName: `tab_${modelData[0]}`
                width: (tabs.width - 3 * tabs.spacing) / 4
                implicitHeight: Theme.touch
                kind: screen.page === modelData[0] ? "primary" : "plain"
                fontSize: Theme.caption + Theme.px(2)
                text: modelData[1]
                onClicked: screen.page = modelData[0]
            }
        }
    }
    Strip {
        id: message
        objectName: "staffMessage"
        visible: screen.staff.message !== ""
        anchors { left: parent.left; right: parent.right; top: tabs.bottom; margins: Theme.s4; topMargin: Theme.s2 }
        iconName: "info"
        text: screen.staff.message
    }
    Item {
        id: body
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.s4 }
        anchors { top: message.visible ? message.bottom : tabs.bottom; topMargin: Theme.s3 }
        Card { anchors.fill: parent }
        Loader {
            anchors { fill: parent; margins: Theme.s4 }
            sourceComponent: ({ state: state, basket: basket, sales: sales, day: day })[screen.page]
        }
    }
    Component { id: state; StaffState { staff: screen.staff } }
    Component { id: basket; StaffBasket { staff: screen.staff; basket: screen.kiosk.basket } }
    Component { id: sales; StaffSales { staff: screen.staff } }
    Component { id: day; StaffDay { staff: screen.staff } }
}
