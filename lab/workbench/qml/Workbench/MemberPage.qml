import QtQuick
import Touchlane
import Touchlane.Workbench

// The member's code as the phone shows it.
Item {
    id: page

    required property MemberCode member

    Column {
        anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 12
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Member code")
            font.pixelSize: 22
            font.weight: Font.Bold
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 230)
            height: width
            radius: 18
            color: "#FFFFFF"
            border { width: 1; color: Theme.line }
            Image {
                objectName: "memberQr"
                anchors.fill: parent
                anchors.margins: 10
                source: page.member.picture
                fillMode: Image.PreserveAspectFit
                smooth: true
                mipmap: true
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("Member code")
            }
            KText {
                visible: !page.member.ready
                anchors.centerIn: parent
                text: qsTr("Asking the cloud…")
                color: Theme.inkSoft
                font.pixelSize: Theme.caption
            }
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: page.member.held ? qsTr("Held before the kiosk's camera")
                                   : qsTr("Show it to the kiosk while shopping: member prices apply at once.")
            color: page.member.held ? Theme.brand : Theme.inkSoft
            font.pixelSize: Theme.caption + 1
            font.weight: page.member.held ? Font.DemiBold : Font.Normal
        }
        Press {
            objectName: "openMemberPage"
            width: parent.width
            kind: "plain"
            text: qsTr("Member page in the browser")
            fontSize: Theme.caption + 1
            onClicked: page.member.openPage()
        }
    }
}
