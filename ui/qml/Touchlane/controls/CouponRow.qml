import QtQuick
import Touchlane

// A coupon or return voucher as a row of the bill: what it takes off, or why it does not; it can be taken out.
Item {
    id: coupon

    required property int index
    required property string claimId
    required property string claimKind
    required property string name
    required property string couponState // applied, waiting, refused
    required property string saved
    required property string reason
    readonly property bool applied: couponState === "applied"
    readonly property string called: name !== "" ? name : claimKind === "voucher" ? qsTr("Return voucher") : qsTr("Coupon")

    signal takenOut(string claimId)
    signal reached()

    objectName: "couponRow"
    implicitHeight: Math.max(words.implicitHeight, out.height) + Theme.s3
    Accessible.role: Accessible.ListItem
    Accessible.name: [called, saved, reason].filter(part => part !== "").join(", ")

    Rectangle { anchors { left: words.left; right: parent.right; bottom: parent.bottom } height: 1; color: Theme.line }
    Rectangle {
        id: sign
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.large ? 0 : Theme.px(16)
        width: Theme.px(72)
        height: width
        radius: Theme.px(22)
        color: coupon.applied ? Theme.lime : Theme.amberSoft
        border { width: Math.min(Theme.edge, 2); color: Theme.outline }
        Icon { anchors.centerIn: parent; name: coupon.couponState === "refused" ? "alert" : "coupon"; color: coupon.applied ? Theme.limeInk : Theme.amberSoftInk; size: Theme.px(44); stroke: 2 }
    }
    Column {
        id: words
        anchors { left: parent.left; leftMargin: Theme.px(104) + Theme.s3; right: out.left; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
        KText { objectName: "couponName"; width: parent.width; wrapMode: Text.Wrap; text: coupon.called; font.weight: Font.DemiBold }
        KText {
            objectName: "couponSaved"
            visible: text !== ""
            width: parent.width
            text: coupon.saved
            color: Theme.brand
            font.weight: Font.Bold
        }
        KText {
            objectName: "couponReason"
            visible: text !== ""
            width: parent.width
            wrapMode: Text.Wrap
            text: coupon.reason
            color: Theme.inkSoft
            font.pixelSize: Theme.em(26)
        }
    }
    IconButton {
        id: out
        objectName: "takeCouponOutButton"
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        iconName: "close"
        iconSize: Theme.px(38)
        text: qsTr("Do not use: %1").arg(coupon.called)
        onActiveFocusChanged: if (activeFocus) coupon.reached()
        onClicked: coupon.takenOut(coupon.claimId)
    }
}
