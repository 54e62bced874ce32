import QtQuick
import Touchlane

// Something an attendant may do one thing to.
Rectangle {
    id: row

    required property string heading
    required property string words
    required property string buttonName
    required property string buttonText
    // A second thing, beside the first; empty: there is none.
    property string otherText: ""

    signal pressed()
    signal otherPressed()
    signal reached()

    height: Math.max(action.height, text.height) + Theme.s3
    radius: Theme.radiusSmall
    color: Theme.surfaceLow
    border { width: Math.min(Theme.edge, 2); color: Theme.outline }
    Column {
        id: text
        anchors { left: parent.left; leftMargin: Theme.s3; right: other.visible ? other.left : action.left; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
        KText { width: parent.width; wrapMode: Text.Wrap; text: row.heading; font.weight: Font.DemiBold }
        KText { width: parent.width; wrapMode: Text.Wrap; text: row.words; color: Theme.inkSoft; font.pixelSize: Theme.caption }
    }
    KButton {
        id: other
        objectName: "staffOtherButton"
        visible: row.otherText !== ""
        anchors { right: action.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        width: Math.max(Theme.touch, labelWidth + 2 * Theme.s3)
        least: Theme.touch
        kind: "plain"
        fontSize: Theme.caption
        text: row.otherText
        Accessible.name: `${text}: ${row.heading}`
        onActiveFocusChanged: if (activeFocus) row.reached()
        onClicked: row.otherPressed()
    }
    KButton {
        id: action
        objectName: row.buttonName
        anchors { right: parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
        least: Theme.touch
        kind: "plain"
        fontSize: Theme.caption
        text: row.buttonText
        onActiveFocusChanged: if (activeFocus) row.reached()
        onClicked: row.pressed()
    }
}
