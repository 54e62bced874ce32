import QtQuick
import Touchlane
import Touchlane.Workbench

// Before and while it looks at the kiosk, and what it says of a code that is not for it.
Item {
    id: page

    required property Phone phone
    readonly property bool looking: phone.page === "looking"

    Brackets {
        id: brackets
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round(parent.height * 0.16)
        width: Math.min(parent.width - 24, parent.height * 0.44)
        height: width
        color: page.looking ? Theme.lime : Theme.line
    }
    Icon {
        anchors.centerIn: brackets
        visible: !page.looking
        name: page.phone.page === "away" ? "clock" : page.phone.page === "other" ? "question" : "scan"
        color: Theme.brand
        size: 64
        stroke: 1.6
    }
    Rectangle {
        visible: page.looking
        width: brackets.width - 16
        height: 3
        radius: 2
        x: brackets.x + 8
        color: Theme.lime
        SequentialAnimation on y {
            running: page.looking
            loops: Animation.Infinite
            NumberAnimation { from: brackets.y + 14; to: brackets.y + brackets.height - 14; duration: 1100; easing.type: Easing.InOutSine }
            NumberAnimation { from: brackets.y + brackets.height - 14; to: brackets.y + 14; duration: 1100; easing.type: Easing.InOutSine }
        }
    }
    Column {
        anchors { left: parent.left; right: parent.right; top: brackets.bottom; topMargin: 26 }
        spacing: 6
        KText {
            objectName: "scanTitle"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: ({ looking: qsTr("Looking at the kiosk…"), away: qsTr("Phone put away"),
                     other: qsTr("Not a code for this phone") })[page.phone.page] ?? qsTr("Nothing scanned yet")
            color: page.looking ? "#FFFFFF" : Theme.ink
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WrapAnywhere
            visible: page.phone.page === "other"
            text: page.phone.otherText
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            visible: page.phone.page !== "other"
            text: ({ looking: qsTr("It reads the payment code or the receipt's code as soon as one is shown."),
                     away: qsTr("Neither paid nor refused: the order waits until the kiosk gives up.") })[page.phone.page]
                  ?? qsTr("Hold it up when the kiosk shows a code to pay, or the code of the receipt.")
            color: page.looking ? "#C8D2CC" : Theme.inkSoft
            font.pixelSize: Theme.caption + 1
        }
    }
}
