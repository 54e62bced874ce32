import QtQuick
import Touchlane

// Hangs from the upper edge of every screen of a demonstration.
Rectangle {
    width: words.implicitWidth + Theme.px(56)
    height: words.implicitHeight + Theme.px(10)
    topLeftRadius: 0
    topRightRadius: 0
    bottomLeftRadius: Theme.px(18)
    bottomRightRadius: Theme.px(18)
    color: Theme.amber
    KText {
        id: words
        objectName: "simulatedText"
        anchors.centerIn: parent
        text: qsTr("Simulated payment")
        color: Theme.amberInk
        font.pixelSize: Theme.label
        font.weight: Font.Bold
    }
}
