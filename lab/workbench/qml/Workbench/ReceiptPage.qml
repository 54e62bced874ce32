pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import Touchlane
import Touchlane.Workbench

// The e-receipt as the cloud's page says it, once it has arrived there.
Item {
    id: page

    required property Phone phone
    required property EReceipt receipt

    Column {
        visible: !page.receipt.arrived
        anchors.centerIn: parent
        width: parent.width
        spacing: 10
        Icon { anchors.horizontalCenter: parent.horizontalCenter; name: "clock"; color: Theme.brand; size: 56 }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("The receipt is on its way")
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("The kiosk sends the sale to the cloud as soon as it can.")
            color: Theme.inkSoft
            font.pixelSize: Theme.caption + 1
        }
    }
    Row {
        id: head
        visible: page.receipt.arrived
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 4 }
        spacing: 6
        Icon { name: "check"; color: Theme.brand; size: 20; stroke: 2.6; anchors.verticalCenter: parent.verticalCenter }
        KText { objectName: "receiptArrived"; text: qsTr("E-receipt arrived"); color: Theme.brand; font.pixelSize: Theme.body; font.weight: Font.Bold }
    }
    ListView {
        id: lines
        visible: page.receipt.arrived
        anchors { left: parent.left; right: parent.right; top: head.bottom; topMargin: 8; bottom: foot.top; bottomMargin: 8 }
        clip: true
        spacing: 5
        boundsBehavior: Flickable.StopAtBounds
        model: page.receipt.lines
        T.ScrollBar.vertical: ScrollMark {}
        delegate: Item {
            id: line
            required property string modelData
            readonly property var cells: modelData.split("\t")
            width: lines.width - 8
            height: left.implicitHeight
            KText {
                id: left
                width: parent.width - right.implicitWidth - (right.text ? 8 : 0)
                wrapMode: Text.Wrap
                text: line.cells[0]
                font.pixelSize: Theme.caption
            }
            KText {
                id: right
                anchors.right: parent.right
                text: line.cells[1] ?? ""
                font.pixelSize: Theme.caption
                font.weight: Font.DemiBold
            }
        }
    }
    Column {
        id: foot
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; bottomMargin: 6 }
        spacing: 6
        Press {
            width: parent.width
            visible: page.receipt.arrived
            text: qsTr("In the browser")
            fontSize: Theme.caption + 1
            onClicked: page.receipt.showInBrowser()
        }
        Press {
            width: parent.width
            kind: "plain"
            text: qsTr("Close")
            fontSize: Theme.caption + 1
            onClicked: page.phone.putDown()
        }
    }
}
