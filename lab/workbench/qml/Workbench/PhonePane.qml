import QtQuick
import Touchlane.Workbench

// The shopper's phone and what the hand does with it.
Item {
    id: pane

    required property Phone phone
    property bool compact: false
    readonly property bool looking: phone.page === "looking"
    readonly property bool scanTab: phone.tab === "scan"

    PaneTitle {
        id: title
        compact: pane.compact
        anchors { left: parent.left; right: parent.right; top: parent.top; topMargin: pane.compact ? 6 : 14; leftMargin: 6 }
        text: qsTr("Phone")
        told: pane.scanTab ? qsTr("Its camera reads the code on the kiosk's screen.")
                           : qsTr("A member's code, new every minute.")
    }
    PhoneBody {
        id: body
        phone: pane.phone
        anchors { horizontalCenter: parent.horizontalCenter; top: title.bottom; topMargin: 12
                  bottom: hold.top; bottomMargin: 12 }
        width: Math.min(parent.width, Math.max(232, Math.round(height * 0.5)))
    }
    Press {
        id: hold
        objectName: pane.scanTab ? "holdUp" : "holdMember"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; leftMargin: 4; rightMargin: 4 }
        implicitHeight: pane.compact ? 42 : 50
        kind: pane.looking ? "soft" : "primary"
        iconName: pane.looking ? "close" : "scan"
        enabled: pane.scanTab || (pane.phone.member.ready && !pane.phone.member.held)
        text: !pane.scanTab ? qsTr("Hold to the kiosk's camera")
            : pane.looking ? qsTr("Lower the phone") : qsTr("Hold up to the kiosk")
        onClicked: {
            if (!pane.scanTab)
                pane.phone.member.hold()
            else if (pane.looking)
                pane.phone.putDown()
            else
                pane.phone.holdUp()
        }
    }
}
