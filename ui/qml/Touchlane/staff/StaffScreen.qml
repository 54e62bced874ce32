pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// Admin mode: five pages below what the last action did.
Item {
    id: screen
    objectName: "staffScreen"

    required property Kiosk kiosk
    readonly property StaffModel staff: kiosk.staff
    readonly property bool wide: width > height
    property string page: staff.hasTrip || staff.inDoubt ? "basket" : "state"

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        backText: qsTr("Leave staff mode")
        showHelp: false
        onBack: screen.staff.leave()
    }
    Column {
        id: side
        x: Theme.s4
        y: Theme.low ? screen.height - Theme.reach - who.height - Theme.s2 : bar.roomTop + Theme.s3
        width: screen.wide ? Theme.px(Theme.large ? 400 : 340) : screen.width - 2 * Theme.s4
        spacing: Theme.s2
        KText {
            id: who
            objectName: "staffWho"
            width: parent.width
            text: `${screen.staff.attendant}  ·  ${screen.staff.kioskId}`
            color: Theme.inkSoft
            wrapMode: Text.Wrap
        }
        Grid {
            id: tabs
            width: parent.width
            columns: screen.wide ? 1 : Theme.large ? 3 : 5
            spacing: Theme.gap
            Repeater {
                model: [["state", qsTr("Kiosk")], ["basket", qsTr("Basket")], ["tasks", qsTr("Tasks") + (screen.staff.openTasks > 0 ? ` ${screen.staff.openTasks}` : "")], ["sales", qsTr("Sales")], ["day", qsTr("Day")]]
                KButton {
                    required property var modelData
                    objectName: `tab_${modelData[0]}`
                    width: (tabs.width - (tabs.columns - 1) * tabs.spacing) / tabs.columns
                    least: Theme.touch
                    kind: screen.page === modelData[0] ? "primary" : "plain"
                    fontSize: Theme.caption + Theme.px(2)
                    text: modelData[1]
                    Accessible.role: Accessible.PageTab
                    Accessible.checkable: true
                    Accessible.checked: screen.page === modelData[0]
                    onClicked: screen.page = modelData[0]
                }
            }
        }
    }
    Strip {
        id: message
        objectName: "staffMessage"
        visible: screen.staff.message !== ""
        anchors { left: body.left; right: body.right }
        y: screen.wide ? side.y : side.y + side.height + Theme.s2
        iconName: "info"
        text: screen.staff.message
    }
    Item {
        id: body
        readonly property int highest: screen.wide ? side.y : side.y + side.height + Theme.s3
        x: screen.wide ? side.x + side.width + Theme.s4 : Theme.s4
        y: message.visible ? message.y + message.height + Theme.s3 : highest
        width: screen.width - x - Theme.s4
        height: bar.roomBottom - y - Theme.px(Theme.low ? 24 : 40)
        Card { anchors.fill: parent }
        Loader {
            anchors { fill: parent; margins: Theme.s4 }
            sourceComponent: ({ state: state, basket: screen.staff.inDoubt ? doubt : basket, tasks: tasks, sales: sales, day: day })[screen.page]
        }
    }
    Component { id: state; StaffState { staff: screen.staff } }
    Component { id: basket; StaffBasket { staff: screen.staff; basket: screen.kiosk.basket; onDiscountWanted: screen.kiosk.openPanel("discount") } }
    Component { id: doubt; StaffDoubt { staff: screen.staff; trouble: screen.kiosk.trouble } }
    Component { id: tasks; StaffTasks { staff: screen.staff } }
    Component { id: sales; StaffSales { staff: screen.staff } }
    Component { id: day; StaffDay { staff: screen.staff } }
}
