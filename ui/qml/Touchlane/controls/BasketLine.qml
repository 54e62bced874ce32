import QtQuick
import Touchlane

Item {
    id: line

    required property string lineId
    required property string name
    required property string detail
    required property string category
    required property int quantity
    required property string total
    required property string saved
    required property bool quantityFixed
    required property bool waitsForStaff

    signal wanted(string lineId, int quantity)

    objectName: "basketLine"
    implicitHeight: Math.max(Theme.px(148), words.implicitHeight + Theme.s3)
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2 pieces, %3").arg(name).arg(quantity).arg(total)

    Rectangle {
        anchors { left: words.left; right: parent.right; bottom: parent.bottom }
        height: 1
        color: Theme.line
    }
    Tile {
        id: tile
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(104)
        height: width
        category: line.category
    }
    Column {
        id: words
        anchors {
            left: tile.right
            leftMargin: Theme.s3
            right: stepper.left
            rightMargin: Theme.s2
            verticalCenter: parent.verticalCenter
        }
        spacing: Theme.px(4)
        KText {
            objectName: "lineName"
            width: parent.width
            text: line.name
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
            lineHeight: Theme.chinese ? 0.9 : 0.95
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
        Flow {
            width: parent.width
            spacing: Theme.px(10)
            KText {
                visible: line.detail !== ""
                text: line.detail
                color: Theme.inkSoft
                font.pixelSize: Theme.caption - Theme.px(2)
            }
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
    }
    Stepper {
        id: stepper
        anchors { right: price.left; rightMargin: Theme.s1; verticalCenter: parent.verticalCenter }
        quantity: line.quantity
        name: line.name
        fixed: line.quantityFixed
        onWanted: quantity => line.wanted(line.lineId, quantity)
    }
    KText {
        id: price
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        width: Theme.px(176)
        horizontalAlignment: Text.AlignRight
        text: line.total
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.caption - Theme.px(4)
        font.pixelSize: Theme.body + Theme.px(2)
        font.weight: Font.Bold
    }
}
