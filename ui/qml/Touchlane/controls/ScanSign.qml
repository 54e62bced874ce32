import QtQuick
import Touchlane

// The sign of the product in its frame.
Item {
    id: sign

    implicitWidth: Theme.px(340)
    implicitHeight: implicitWidth
    Rectangle {
        anchors.fill: parent
        anchors.margins: Math.round(sign.width * 0.09)
        radius: Math.round(sign.width * 0.18)
        color: Theme.lime
        Icon { anchors.centerIn: parent; name: "scan"; size: Math.round(sign.width * 0.56); color: Theme.brandDeep }
    }
    Brackets { anchors.fill: parent; thickness: Math.round(sign.width * 0.035) }
}
