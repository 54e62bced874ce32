pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// What could still be saved or given, above the total: two at most, side by side; one where words are large.
// Giving has a place of its own, so that no offer pushes it out.
Row {
    id: chips

    required property Kiosk kiosk
    readonly property NearModel near: kiosk.near
    readonly property ExtrasModel extras: kiosk.extras
    readonly property bool asksGift: extras.gift !== ""
    readonly property int room: Theme.large ? 1 : 2
    readonly property int offers: Math.min(near.offers.count, asksGift ? Math.max(0, room - 1) : room)
    readonly property int count: offers + (asksGift ? 1 : 0)
    readonly property int each: count > 0 ? Math.floor((width - (count - 1) * spacing) / count) : 0
    readonly property int tallest: Array.from(children).reduce((most, child) => child.visible && child.least ? Math.max(most, child.least) : most, 0)

    function told(pieces: string, amount: string, name: string, saves: string): string {
        if (saves === "")
            return pieces !== "" ? qsTr("%1 more: %2").arg(pieces).arg(name) : qsTr("%1 to go: %2").arg(amount).arg(name)
        return pieces !== "" ? qsTr("%1 more: %2, save %3").arg(pieces).arg(name).arg(saves)
                             : qsTr("%1 to go: %2, save %3").arg(amount).arg(name).arg(saves)
    }

    visible: count > 0
    height: visible ? tallest : 0
    spacing: Theme.gap
    Repeater {
        model: chips.near.offers
        OfferChip {
            required property int index
            required property string offerId
            required property string name
            required property string pieces
            required property string amount
            required property string saves
            objectName: "nearChip"
            visible: index < chips.offers
            width: chips.each
            height: chips.height
            iconName: "tag"
            text: chips.told(pieces, amount, name, saves)
            onClicked: {
                chips.near.open(offerId)
                chips.kiosk.openPanel("near")
            }
        }
    }
    OfferChip {
        objectName: "roundUpChip"
        visible: chips.asksGift
        width: chips.each
        height: chips.height
        iconName: "heart"
        chosen: chips.extras.given
        text: chosen ? qsTr("%1 given to %2").arg(chips.extras.gift).arg(chips.extras.giftName)
                     : qsTr("Round up: give %1 to %2").arg(chips.extras.gift).arg(chips.extras.giftName)
        onClicked: chips.extras.roundUp(!chosen)
    }
}
