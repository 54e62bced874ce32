import QtQuick
import Touchlane
import Touchlane.Bridge

// How long the code can still be scanned.
Column {
    id: left

    required property PayModel pay

    spacing: Theme.px(14)
    KText {
        objectName: "timeLeftText"
        anchors.horizontalCenter: parent.horizontalCenter
        text: qsTr("Time left %1").arg(left.pay.timeLeft)
        color: left.pay.secondsLeft <= 20 ? Theme.danger : Theme.inkSoft
        font.pixelSize: Theme.caption + Theme.px(2)
        font.weight: Font.DemiBold
    }
    Rectangle {
        width: parent.width
        height: Theme.px(12)
        radius: height / 2
        color: Theme.surfaceLow
        border { width: Math.min(Theme.edge, 2); color: Theme.outline }
        Rectangle {
            objectName: "timeLeftBar"
            height: parent.height
            radius: height / 2
            width: Math.round(parent.width * left.pay.shareLeft)
            color: left.pay.secondsLeft <= 20 ? Theme.danger : Theme.brand
        }
    }
}
