pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Bridge

// What it costs, and the way to pay or the reason why not.
Item {
    id: foot

    required property BasketModel basket

    implicitHeight: Math.max(pay.height, sums.height) + (why.visible ? why.height + Theme.s2 : 0)
                    + (parts.height > 0 ? parts.height + Theme.s1 : 0) + Theme.s2
    Rectangle { width: parent.width; height: 1; color: Theme.line; visible: foot.basket.lines.count > 0 }
    Strip {
        id: why
        objectName: "whyNotPay"
        visible: foot.basket.whyNotPay !== "" && foot.basket.lines.count > 0
        anchors { left: parent.left; right: parent.right; top: parent.top; topMargin: Theme.s2 }
        iconName: "info"
        text: foot.basket.whyNotPay
    }
    // What is in the total beside the lines.
    Flow {
        id: parts
        width: parent.width
        y: why.visible ? why.y + why.height + Theme.s1 : Theme.s1
        spacing: Theme.px(12)
        Repeater {
            model: [foot.basket.addedTax !== "" ? qsTr("tax %1").arg(foot.basket.addedTax) : "",
                    foot.basket.rounding !== "" ? qsTr("rounding %1").arg(foot.basket.rounding) : "",
                    foot.basket.vouchers !== "" ? qsTr("vouchers %1").arg(foot.basket.vouchers) : ""].filter(part => part !== "")
            KText {
                required property int index
                required property string modelData
                objectName: "inTotalText"
                text: (index > 0 ? "·  " : "") + modelData
                color: Theme.inkSoft
                font.pixelSize: Theme.caption
            }
        }
    }
    Column {
        id: sums
        anchors { left: parent.left; right: pay.left; rightMargin: Theme.s2; bottom: parent.bottom }
        Flow {
            width: parent.width
            spacing: Theme.s2
            KText { text: foot.basket.vouchers !== "" ? qsTr("To pay") : qsTr("Total"); color: Theme.inkSoft; font.pixelSize: Theme.caption }
            KText {
                objectName: "savedText"
                visible: foot.basket.saved !== ""
                text: qsTr("You save %1").arg(foot.basket.saved)
                color: Theme.brand
                font.pixelSize: Theme.caption
                font.weight: Font.Bold
            }
        }
        KText {
            objectName: "totalText"
            width: parent.width
            text: foot.basket.total
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.title
            font.pixelSize: Theme.h1
            font.weight: Font.Bold
            font.letterSpacing: -Theme.px(2)
        }
    }
    KButton {
        id: pay
        objectName: "payButton"
        anchors { right: parent.right; bottom: parent.bottom }
        width: Math.min(Theme.px(Theme.large ? 460 : 400), foot.width * (Theme.large ? 0.5 : 0.46))
        enabled: foot.basket.mayPay
        fontSize: Theme.title + Theme.px(4)
        iconName: "arrow"
        iconLast: true
        text: foot.basket.nothingOwed ? qsTr("Finish") : qsTr("Pay now")
        onClicked: foot.basket.pay()
    }
}
