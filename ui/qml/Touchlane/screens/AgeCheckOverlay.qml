import QtQuick
import Touchlane
import Touchlane.Bridge

// A line waits for an attendant: first the shopper is told, then the attendant types a PIN.
Sheet {
    id: overlay
    objectName: "ageCheckOverlay"

    required property AgeCheckModel ageCheck
    property bool asksPin: false

    sheetWidth: Math.min(Theme.px(wide && asksPin ? 1400 : 800), width - 2 * Theme.s4)
    closable: false
    Beside {
        id: parts
        width: parent.width
        wide: overlay.wide && overlay.asksPin
        Column {
            width: parts.each
            spacing: Theme.s3
            SheetHead {
                width: parent.width
                heading: overlay.ageCheck.minimumAge > 0 ? qsTr("An age check is needed") : qsTr("Staff must approve this item")
                words: overlay.asksPin ? (overlay.ageCheck.about || qsTr("For the attendant: check, then type your PIN."))
                     : overlay.ageCheck.minimumAge > 0
                       ? qsTr("This item is sold from %1 years of age. An attendant comes to you; please have your ID ready.").arg(overlay.ageCheck.minimumAge)
                       : qsTr("An attendant comes to you and has a look.")
                closable: false
            }
            Rectangle {
                width: parent.width
                height: Math.max(Theme.px(112), product.implicitHeight + Theme.s3)
                radius: Theme.radiusMedium
                color: Theme.amberSoft
                border { width: Theme.edge; color: Theme.outline }
                Badge {
                    id: age
                    visible: overlay.ageCheck.minimumAge > 0
                    anchors { left: parent.left; leftMargin: Theme.s3; verticalCenter: parent.verticalCenter }
                    text: overlay.ageCheck.minimumAge + "+"
                    fontSize: Theme.title
                    color: Theme.amber
                    tone: Theme.amberInk
                }
                KText {
                    id: product
                    objectName: "ageCheckProduct"
                    anchors { left: age.visible ? age.right : parent.left; right: parent.right; margins: Theme.s3; verticalCenter: parent.verticalCenter }
                    wrapMode: Text.Wrap
                    text: overlay.ageCheck.pieces > 1 ? `${overlay.ageCheck.pieces} × ${overlay.ageCheck.product}` : overlay.ageCheck.product
                    color: Theme.amberSoftInk
                    font.weight: Font.Bold
                }
            }
            PinField {
                visible: overlay.asksPin
                width: parent.width
                pin: pad.pin
                refusal: overlay.ageCheck.refusal
            }
        }
        PinPad {
            id: pad
            visible: overlay.asksPin
            width: parts.each
            doneText: qsTr("Allow")
            onEntered: pin => overlay.ageCheck.allow(pin)
        }
    }
    KButton {
        objectName: "attendantButton"
        visible: !overlay.asksPin
        width: parent.width
        iconName: "staff"
        text: qsTr("I am the attendant")
        onClicked: overlay.asksPin = true
    }
    KButton {
        objectName: "takeOutButton"
        width: parent.width
        least: Theme.touch
        kind: "soft"
        iconName: "trash"
        fontSize: Theme.body
        text: qsTr("Take it out of the basket")
        onClicked: overlay.ageCheck.takeOut()
    }
}
