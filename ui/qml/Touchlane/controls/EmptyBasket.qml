import QtQuick
import Touchlane

// What to do first.
Item {
    id: empty
    objectName: "emptyBasket"

    readonly property bool roomy: height > Theme.em(400)

    Column {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.s4
        spacing: Theme.s3
        Rectangle {
            visible: empty.roomy
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.px(200)
            height: width
            radius: width / 2
            color: Theme.brandSoft
            border { width: Theme.edge; color: Theme.outline }
            Icon { anchors.centerIn: parent; name: "basket"; size: Theme.px(120); color: Theme.brand; stroke: 1.5 }
        }
        KText {
            visible: empty.height > Theme.em(200)
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
