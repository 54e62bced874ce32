pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// The lines of the basket between their heading and what they cost.
Item {
    id: card

    required property Kiosk kiosk
    readonly property BasketModel basket: kiosk.basket

    Card { anchors.fill: parent }
    Item {
        id: head
        anchors { left: parent.left; right: parent.right; top: parent.top }
        anchors { leftMargin: Theme.s4; rightMargin: Theme.s4; topMargin: Theme.px(26) }
        height: Math.max(Theme.px(60), heading.implicitHeight, chip.visible ? chip.height : 0)
        KText {
            id: heading
            Accessible.role: Accessible.Heading
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Basket")
            font.pixelSize: Theme.title + Theme.px(2)
            font.weight: Font.Bold
        }
        MemberChip {
            id: chip
            objectName: "memberBadge"
            visible: card.basket.isMember
            anchors { left: heading.right; leftMargin: Theme.s3; verticalCenter: parent.verticalCenter }
            name: card.basket.memberName
            onClicked: card.basket.leaveMembership()
        }
        KText {
            id: pieces
            objectName: "piecesText"
            visible: card.basket.pieces > 0
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            text: qsTr("%n piece(s)", "", card.basket.pieces)
            color: Theme.inkSoft
            font.pixelSize: Theme.body - Theme.px(2)
        }
    }
    ListView {
        id: list
        objectName: "basketList"
        anchors { left: parent.left; right: parent.right; top: head.bottom; bottom: offers.top }
        anchors { leftMargin: Theme.px(32); rightMargin: Theme.s4; topMargin: chip.visible ? Theme.gap : Theme.s1; bottomMargin: offers.visible ? Theme.gap : Math.max(0, Theme.gap - Theme.s2) }
        clip: true
        reuseItems: true
        keyNavigationEnabled: false
        boundsBehavior: Flickable.StopAtBounds
        model: card.basket.lines
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Basket")
        delegate: BasketLine {
            width: ListView.view.width
            onReached: row => list.positionViewAtIndex(row, ListView.Contain)
            onWanted: (lineId, quantity) => card.basket.setQuantity(lineId, quantity)
            onOpened: lineId => {
                card.kiosk.price.explain(lineId)
                card.kiosk.openPanel("price")
            }
        }
        footer: Column {
            width: list.width
            onHeightChanged: if (height > 0) Qt.callLater(list.positionViewAtEnd)
            Repeater {
                model: card.kiosk.coupons.rows
                CouponRow {
                    width: list.width
                    onReached: list.positionViewAtEnd()
                    onTakenOut: claimId => card.kiosk.coupons.takeOut(claimId)
                }
            }
        }
        add: Transition {
            NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.base }
            NumberAnimation { property: "y"; from: -Theme.s4; duration: Theme.base; easing.type: Easing.OutCubic }
        }
        displaced: Transition {
            NumberAnimation { property: "y"; duration: Theme.base; easing.type: Easing.OutCubic }
            NumberAnimation { property: "opacity"; to: 1; duration: Theme.fast }
        }
        Connections {
            target: card.basket.lines
            function onTouched(row) {
                list.shown = row
                list.positionViewAtIndex(row, ListView.Contain)
            }
        }
        property int shown: -1
        onHeightChanged: if (shown >= 0 && shown < count) positionViewAtIndex(shown, ListView.Contain)
    }
    Rectangle {
        objectName: "fade"
        visible: list.contentHeight > list.height && !list.atYEnd
        anchors { left: parent.left; right: parent.right; bottom: list.bottom; margins: Theme.px(4); bottomMargin: 0 }
        height: Theme.s5
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.alpha(Theme.surface, 0) }
            GradientStop { position: 1; color: Theme.surface }
        }
    }
    EmptyBasket { visible: card.basket.lines.count === 0; anchors.fill: list }
    OfferChips {
        id: offers
        anchors { left: parent.left; right: parent.right; bottom: foot.top; bottomMargin: visible ? Theme.s2 : 0 }
        anchors { leftMargin: Theme.px(28); rightMargin: Theme.px(28) }
        kiosk: card.kiosk
    }
    PayFoot {
        id: foot
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        anchors { leftMargin: Theme.s4; rightMargin: Theme.px(28); bottomMargin: Theme.px(28) }
        basket: card.basket
    }
}
