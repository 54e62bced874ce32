import QtQuick
import Touchlane
import Touchlane.Bridge

// Bags, before paying: none is the first answer; else how many, and what they cost.
Sheet {
    id: overlay
    objectName: "bagsOverlay"

    required property ExtrasModel extras
    property int count: 1

    sheetWidth: Math.min(Theme.px(920), width - 2 * Theme.s4)
    onScrimTapped: extras.back()
    onClosed: extras.back()
    SheetHead {
        width: parent.width
        heading: qsTr("Do you need a bag?")
        words: qsTr("%1, %2 each").arg(overlay.extras.bagName).arg(overlay.extras.bagPrice)
        onClosed: overlay.extras.back()
    }
    KButton {
        objectName: "noBagButton"
        width: parent.width
        text: qsTr("No bag, thank you")
        onClicked: overlay.extras.takeBags(0)
    }
    Item {
        width: parent.width
        height: Theme.touchLarge
        IconButton {
            objectName: "fewerBagsButton"
            anchors.left: parent.left
            width: Theme.touchLarge
            height: Theme.touchLarge
            enabled: overlay.count > 1
            iconName: "minus"
            text: qsTr("One bag less")
            onClicked: overlay.count -= 1
        }
        Row {
            anchors.centerIn: parent
            spacing: Theme.s3
            Icon { name: "bag"; color: Theme.brand; size: Theme.px(92); anchors.verticalCenter: parent.verticalCenter }
            KText { objectName: "bagCount"; text: overlay.count; font.pixelSize: Theme.h1; font.weight: Font.Bold; anchors.verticalCenter: parent.verticalCenter }
        }
        IconButton {
            objectName: "moreBagsButton"
            anchors.right: parent.right
            width: Theme.touchLarge
            height: Theme.touchLarge
            enabled: overlay.count < overlay.extras.mostBags
            iconName: "plus"
            text: qsTr("One bag more")
            onClicked: overlay.count += 1
        }
    }
    KButton {
        objectName: "takeBagsButton"
        width: parent.width
        kind: "soft"
        iconName: "bag"
        text: qsTr("%n bag(s), %1", "", overlay.count).arg(overlay.extras.bagsFor(overlay.count))
        onClicked: overlay.extras.takeBags(overlay.count)
    }
}
