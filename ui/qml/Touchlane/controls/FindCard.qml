import QtQuick
import QtQuick.Templates as T
import Touchlane

// A good or a branch of the range, to be picked by its picture and name.
T.AbstractButton {
    id: card

    required property int index
    required property string key
    required property bool branch
    required property string name
    required property string detail
    required property string price
    required property string beside
    required property string howSold
    required property string category
    required property string picture
    property int tileSize: Theme.px(170)
    readonly property int pad: Theme.s2
    readonly property var hint: ({
        label: ["scale", qsTr("Weigh first"), Theme.amber, Theme.amberInk],
        staff: ["staff", qsTr("Staff will check"), Theme.amber, Theme.amberInk],
        for_home: ["bag", qsTr("Order for home"), Theme.amber, Theme.amberInk],
        not_here: ["stop", qsTr("Not sold now"), Theme.danger, Theme.dangerInk]
    })[howSold] ?? null

    signal reached(int row)

    objectName: branch ? "branchCard" : "goodCard"
    text: [name, detail, price, beside.replace("\n", ", "), hint ? hint[1] : ""].filter(part => part !== "").join(", ")
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onPressed: event => Walk.key(event, card)
    onActiveFocusChanged: if (activeFocus) reached(index)

    background: Rectangle {
        radius: Theme.radiusMedium
        color: Theme.surface
        opacity: card.down ? 0.75 : 1
        border { width: Theme.edge; color: Theme.outline }
        FocusRing { target: parent; shown: card.visualFocus; radius: Theme.radiusMedium + Theme.px(8); anchors.margins: -Theme.px(4) }
    }
    contentItem: Item {
        Tile {
            id: tile
            anchors { top: parent.top; topMargin: card.pad; horizontalCenter: parent.horizontalCenter }
            width: card.tileSize
            height: width
            category: card.category
            picture: card.picture
        }
        Badge {
            id: badge
            objectName: "howSoldBadge"
            visible: card.hint !== null
            anchors { horizontalCenter: parent.horizontalCenter; verticalCenter: tile.bottom }
            text: card.hint ? card.hint[1] : ""
            iconName: card.hint ? card.hint[0] : ""
            color: card.hint ? card.hint[2] : "transparent"
            tone: card.hint ? card.hint[3] : Theme.ink
        }
        Column {
            anchors { left: parent.left; right: parent.right; top: tile.bottom; margins: card.pad; topMargin: badge.visible ? badge.height / 2 + Theme.s1 : Theme.s2 }
            spacing: Theme.px(2)
            KText {
                objectName: "cardName"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: card.name
                wrapMode: Text.Wrap
                maximumLineCount: 2
                elide: Text.ElideRight
                lineHeight: Theme.chinese ? 0.9 : 0.95
                font.pixelSize: Theme.em(30)
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
            KText {
                visible: text !== ""
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: card.detail
                color: Theme.inkSoft
                elide: Text.ElideRight
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.label
                font.pixelSize: Theme.em(24)
                Accessible.ignored: true
            }
            KText {
                visible: text !== ""
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: card.price
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.label
                font.pixelSize: Theme.em(30)
                font.weight: Font.Bold
                Accessible.ignored: true
            }
            KText {
                objectName: "cardBeside"
                visible: text !== ""
                // Nearer to the edges than the name: what the law wants beside a price is long.
                x: -card.pad / 2
                width: parent.width + card.pad
                horizontalAlignment: Text.AlignHCenter
                text: card.beside
                color: Theme.inkSoft
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.label
                font.pixelSize: Theme.em(24)
                Accessible.ignored: true
            }
        }
    }
}
