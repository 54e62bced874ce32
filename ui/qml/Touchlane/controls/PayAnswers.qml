import QtQuick
import Touchlane
import Touchlane.Bridge

// What the shopper is asked where there is no code: agree to another amount or to none, go on without something,
// or try again.
Column {
    id: answers

    required property PayModel pay

    spacing: Theme.px(22)
    KText {
        objectName: "newTotal"
        visible: answers.pay.before !== ""
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("It was %1; it is now %2.").arg(answers.pay.before).arg(answers.pay.amount)
        font.pixelSize: Theme.title
        font.weight: Font.Bold
    }
    KButton {
        objectName: "agreeButton"
        visible: answers.pay.before !== ""
        width: parent.width
        text: qsTr("Pay %1").arg(answers.pay.amount)
        onClicked: answers.pay.again()
    }
    KButton {
        objectName: "backToBasketButton"
        visible: answers.pay.before !== ""
        width: parent.width
        kind: "soft"
        text: qsTr("Back to basket")
        onClicked: answers.pay.back()
    }
    KText {
        objectName: "memberAgain"
        visible: answers.pay.memberRefused
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("Hold up the code that your phone shows now, or go on without it.")
        color: Theme.inkSoft
    }
    KButton {
        objectName: "withoutMemberButton"
        visible: answers.pay.memberRefused
        width: parent.width
        text: qsTr("Go on without membership")
        onClicked: answers.pay.withoutMember()
    }
    KText {
        visible: answers.pay.state === "agree"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("Your coupons and vouchers cover this basket. They are used up when you finish.")
        color: Theme.inkSoft
    }
    KButton {
        objectName: "finishButton"
        visible: answers.pay.state === "agree"
        width: parent.width
        text: qsTr("Finish")
        onClicked: answers.pay.again()
    }
    KButton {
        objectName: "newCodeButton"
        visible: answers.pay.state === "failed" && !answers.pay.memberRefused && answers.pay.before === ""
        width: parent.width
        iconName: "refresh"
        text: answers.pay.nothingOwed ? qsTr("Try again") : qsTr("New QR code")
        onClicked: answers.pay.again()
    }
}
