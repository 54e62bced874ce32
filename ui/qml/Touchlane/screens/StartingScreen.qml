import QtQuick
import Touchlane

// The sign of the product while everything else is made ready.
Item {
    id: screen
    objectName: "startingScreen"

    DeepGround { anchors.fill: parent }
    ScanSign {
        anchors { centerIn: parent; verticalCenterOffset: -Theme.px(120) }
    }
    KText {
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.verticalCenter; topMargin: Theme.px(150) }
        text: "Touchlane"
        color: Theme.deepInk
        font.pixelSize: Theme.h1
        font.weight: Font.Bold
        font.letterSpacing: -1.5
    }
    KText {
        objectName: "startingText"
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.verticalCenter; topMargin: Theme.px(260) }
        text: qsTr("Getting ready")
        color: Theme.deepInkSoft
        font.pixelSize: Theme.title
    }
}
