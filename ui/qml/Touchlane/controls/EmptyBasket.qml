import QtQuick
import Touchlane

// What to do first.
Item {
    objectName: "emptyBasket"
    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.s4
        spacing: Theme.s3
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.px(200)
            height: width
            radius: width / 2
            color: Theme.brandSoft
            Icon { anchors.centerIn: parent; name: "basket"; size: Theme.px(120); color: Theme.brand; stroke: 1.5 }
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Nothing in the basket yet")
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
        KText {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Hold a barcode up to the camera. Your member code works the same way.")
            color: Theme.inkSoft
        }
    }
}
