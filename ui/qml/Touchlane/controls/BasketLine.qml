import QtQuick
import Touchlane

// A good, how many, what they cost: in one row; in two with large text, or where a name would have no room.
Item {
    id: line

    required property int index
    required property string lineId
    required property string name
    required property string shortName
    required property string detail
    required property string category
    required property int quantity
    required property string total
    required property string saved
    required property bool quantityFixed
    required property bool waitsForStaff
    required property string picture
    required property string deposit
    readonly property int roomForName: width - Theme.px(104 + 176) - 2 * Theme.touch - Theme.em(70) - Theme.s3 - Theme.s2 - Theme.gap
    readonly property bool twoRows: Theme.large || roomForName < Theme.px(220)
    readonly property int pad: twoRows ? Theme.s2 : 0

    signal wanted(string lineId, int quantity)
    signal opened(string lineId)
    signal reached(int row)

    objectName: "basketLine"
    implicitHeight: twoRows ? words.implicitHeight + stepper.height + 3 * pad
                            : Math.max(Theme.px(148), words.implicitHeight + Theme.s3)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2 pieces, %3").arg(name).arg(quantity).arg(total)

    Rectangle {
        anchors { left: words.left; right: parent.right; bottom: parent.bottom }
        height: 1
        color: Theme.line
    }
    Tile {
        id: tile
        y: line.twoRows ? line.pad : (line.height - height) / 2
        width: Theme.px(104)
        height: width
        category: line.category
        picture: line.picture
    }
    KText {
        id: whole
        visible: false
        width: words.width
        text: line.name
        wrapMode: Text.Wrap
        font.weight: Font.DemiBold
        Accessible.ignored: true
    }
    Column {
        id: words
        y: line.twoRows ? line.pad : (line.height - height) / 2
        anchors { left: tile.right; leftMargin: Theme.s3; right: line.twoRows ? parent.right : stepper.left; rightMargin: line.twoRows ? 0 : Theme.s2 }
        spacing: Theme.px(4)
        KText {
            objectName: "lineName"
            width: parent.width
            text: whole.lineCount > 2 ? line.shortName : line.name
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
            lineHeight: Theme.chinese ? 0.9 : 0.95
            font.weight: Font.DemiBold
        }
        Flow {
            width: parent.width
            spacing: Theme.px(10)
            KText { objectName: "lineDetail"; visible: line.detail !== ""; text: line.detail; color: Theme.inkSoft; font.pixelSize: Theme.em(26) }
            Badge { visible: line.saved !== ""; text: "−" + line.saved }
            Badge {
                objectName: "waitsBadge"
                visible: line.waitsForStaff
                text: qsTr("Staff will check")
                iconName: "staff"
                color: Theme.amber
                tone: Theme.amberInk
            }
        }
        KText { objectName: "lineDeposit"; visible: line.deposit !== ""; width: parent.width; wrapMode: Text.Wrap; text: qsTr("+ %1 deposit").arg(line.deposit); color: Theme.inkSoft; font.pixelSize: Theme.em(26) }
    }
    Stepper {
        id: stepper
        x: line.twoRows ? words.x : line.width - Theme.px(176) - width - Theme.gap
        y: line.twoRows ? line.height - height - line.pad : (line.height - height) / 2
        quantity: line.quantity
        name: line.name
        fixed: line.quantityFixed
        onWanted: quantity => line.wanted(line.lineId, quantity)
        onReached: line.reached(line.index)
    }
    PriceButton {
        anchors.right: parent.right
        y: stepper.y
        width: line.twoRows ? Math.min(parent.width - stepper.x - stepper.width - Theme.gap, Theme.px(420)) : Theme.px(176)
        name: line.name
        total: line.total
        onActiveFocusChanged: if (activeFocus) line.reached(line.index)
        onClicked: line.opened(line.lineId)
    }
}
