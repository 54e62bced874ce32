import QtQuick
import QtQuick.Templates as T
import Touchlane

// What a line costs; a tap says why.
T.AbstractButton {
    id: price

    required property string name
    required property string total

    objectName: "priceButton"
    height: Theme.touch
    text: qsTr("%1: %2. Why this price?").arg(name).arg(total)
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onPressed: event => Walk.key(event, price)

    background: Item {
        opacity: price.down ? 0.7 : 1
        FocusRing { target: parent; shown: price.visualFocus; radius: Theme.radiusSmall; anchors.margins: 0 }
    }
    contentItem: Item {
        KText {
            objectName: "linePrice"
            anchors { left: parent.left; right: sign.left; verticalCenter: parent.verticalCenter }
            horizontalAlignment: Text.AlignRight
            text: price.total
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.label
            font.pixelSize: Theme.body + Theme.px(2)
            font.weight: Font.Bold
            Accessible.ignored: true
        }
        Icon {
            id: sign
            anchors { right: parent.right; rightMargin: -Theme.px(6); verticalCenter: parent.verticalCenter }
            name: "chevron"
            color: Theme.inkSoft
            size: Theme.px(Theme.large ? 44 : 34)
            stroke: 2.2
        }
    }
}
