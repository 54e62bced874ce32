import QtQuick
import Touchlane
import Touchlane.Bridge

Item {
    id: screen
    objectName: "paidScreen"

    required property Kiosk kiosk
    readonly property PaidModel paid: kiosk.paid
    readonly property bool wide: width > height
    // Large words need the height of a lying panel: the way on goes below the thanks.
    readonly property bool split: wide && Theme.large

    DeepGround { anchors.fill: parent }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        onAccess: screen.kiosk.openPanel("access")
        onDark: true
        showHelp: false
    }
    Column {
        id: thanks
        x: screen.wide ? Theme.s5 : Theme.s4
        width: screen.wide ? screen.width * 0.42 : screen.width - 2 * Theme.s4
        y: screen.wide ? bar.roomTop + (bar.roomBottom - bar.roomTop - height) / 2 - (screen.split ? Theme.px(90) : 0) : bar.roomTop + Theme.px(Theme.low ? 64 : 36)
        spacing: Theme.px(10)
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.px(Theme.large ? 170 : 220)
            height: width
            radius: width / 2
            color: Theme.lime
            Icon { anchors.centerIn: parent; name: "check"; size: Math.round(parent.width * 0.68); color: Theme.brandDeep; stroke: 2.2 }
            NumberAnimation on scale { from: Theme.slow > 0 ? 0.7 : 1; to: 1; duration: Theme.slow; easing.type: Easing.OutBack }
        }
        KText {
            objectName: "paidHeading"; Accessible.role: Accessible.Heading
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Paid. Thank you!")
            color: Theme.deepInk
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.title
            font.pixelSize: Theme.h1
            font.weight: Font.Bold
        }
        KText {
            objectName: "paidAmount"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: screen.paid.amount
            color: Theme.lime
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.h2
            font.pixelSize: Theme.display
            font.weight: Font.Bold
            font.letterSpacing: -Theme.px(4)
        }
        KText {
            objectName: "saleNo"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            text: qsTr("Sale %1").arg(screen.paid.saleNo)
            color: Theme.deepInkSoft
        }
    }
    ReceiptCard {
        x: screen.wide ? screen.width * 0.5 : (screen.width - width) / 2
        y: screen.wide ? bar.roomTop + Theme.s4 : thanks.y + thanks.height + Theme.px(44)
        width: screen.wide ? screen.width * 0.5 - Theme.s5 : screen.width - 2 * Theme.px(100)
        height: (screen.split ? bar.roomBottom - Theme.s4 : done.y - Theme.px(44)) - y
        paid: screen.paid
    }
    KButton {
        id: done
        objectName: "doneButton"
        kind: "lime"
        x: screen.split ? thanks.x : screen.wide ? screen.width * 0.5 : Theme.s5
        width: screen.split ? thanks.width : screen.wide ? screen.width * 0.5 - Theme.s5 : screen.width - 2 * Theme.s5
        height: Theme.px(150)
        y: bar.roomBottom - height - Theme.px(Theme.low ? 24 : 64)
        fontSize: Theme.title + Theme.px(4)
        text: screen.paid.secondsLeft > 0 ? qsTr("Done (%1)").arg(screen.paid.secondsLeft) : qsTr("Done")
        onClicked: screen.paid.finish()
    }
    // What was not part of this payment must be seen before the shopper goes.
    NoticePill {
        anchors.horizontalCenter: parent.horizontalCenter
        y: bar.roomTop + Theme.s1
        maximumWidth: screen.width - 2 * Theme.s4
        notice: screen.kiosk.notice
    }
}
