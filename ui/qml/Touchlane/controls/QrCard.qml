import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Bridge

// A code for a phone on white, whatever is around it.
Rectangle {
    id: card

    required property string text
    required property string label

    color: "#FFFFFF"
    radius: Theme.radiusMedium
    border { width: 2; color: Theme.line }
    QrItem {
        objectName: "qrItem"
        anchors.centerIn: parent
        width: Math.floor(card.width) - 2 * Theme.px(14)
        height: width
        text: card.text
        pixelRatio: card.Screen.devicePixelRatio
        Accessible.role: Accessible.Graphic
        Accessible.name: card.label
    }
}
