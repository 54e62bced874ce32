pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Workbench

Item {
    id: body

    required property Phone phone
    readonly property int edge: 9

    Card { anchors.fill: parent; radius: 42; elevation: 22; color: "#16181B" }
    Rectangle {
        id: screen
        anchors.fill: parent
        anchors.margins: body.edge
        radius: 34
        color: body.phone.tab === "scan" && body.phone.page === "looking" ? "#101412" : "#F7F9F6"
        Rectangle {
            anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 9 }
            width: 74
            height: 20
            radius: 10
            color: "#16181B"
        }
        Loader {
            anchors { left: parent.left; right: parent.right; top: parent.top; bottom: tabs.top
                      topMargin: 40; leftMargin: 16; rightMargin: 16; bottomMargin: 6 }
            sourceComponent: body.phone.tab === "member" ? member
                : ({ order: order, receipt: receipt })[body.phone.page] ?? scan
        }
        PhoneTabs {
            id: tabs
            phone: body.phone
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 12; bottomMargin: 14 }
        }
    }
    Component { id: scan; ScanPage { phone: body.phone } }
    Component { id: order; OrderPage { phone: body.phone; order: body.phone.order } }
    Component { id: receipt; ReceiptPage { phone: body.phone; receipt: body.phone.receipt } }
    Component { id: member; MemberPage { member: body.phone.member } }
}
