import QtQuick
import Touchlane

// One less, how many, one more; at one the way down is taking it out.
Rectangle {
    id: stepper

    required property int quantity
    required property string name
    property bool fixed: false

    signal wanted(int quantity)
    signal reached()

    width: fixed ? Theme.touch : 2 * Theme.touch + Math.max(Theme.em(70), count.implicitWidth + Theme.s3)
    height: Theme.touch
    radius: height / 2
    color: Theme.surfaceLow
    border { width: Theme.edge; color: Theme.outline }

    IconButton {
        objectName: "lessButton"
        anchors.left: parent.left
        fill: "transparent"
        onActiveFocusChanged: if (activeFocus) stepper.reached()
        iconName: stepper.quantity > 1 && !stepper.fixed ? "minus" : "trash"
        iconSize: Theme.px(38)
        text: stepper.quantity > 1 && !stepper.fixed ? qsTr("One less: %1").arg(stepper.name)
                                                     : qsTr("Take out: %1").arg(stepper.name)
        onClicked: stepper.wanted(stepper.fixed ? 0 : stepper.quantity - 1)
    }
    KText {
        id: count
        objectName: "quantityText"
        visible: !stepper.fixed
        anchors.centerIn: parent
        text: stepper.quantity
        font.pixelSize: Theme.body + Theme.px(2)
        font.weight: Font.Bold
    }
    IconButton {
        objectName: "moreButton"
        visible: !stepper.fixed
        anchors.right: parent.right
        fill: "transparent"
        onActiveFocusChanged: if (activeFocus) stepper.reached()
        iconName: "plus"
        iconSize: Theme.px(38)
        text: qsTr("One more: %1").arg(stepper.name)
        onClicked: stepper.wanted(stepper.quantity + 1)
    }
}
