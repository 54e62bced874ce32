import QtQuick
import Touchlane
import Touchlane.Bridge

// What is typed, by the keys below or by a keyboard, with its input method for Chinese.
Rectangle {
    id: field
    objectName: "findField"

    required property FindModel find

    function take(): void { input.forceActiveFocus() }

    implicitHeight: Math.max(Theme.touch, Theme.px(112), input.implicitHeight + Theme.s2)
    radius: Theme.radiusMedium
    color: Theme.surface
    border { width: Math.max(Theme.edge, Theme.px(3)); color: Theme.edge > 0 ? Theme.outline : Theme.brand }
    Icon {
        id: sign
        anchors { left: parent.left; leftMargin: Theme.s3; verticalCenter: parent.verticalCenter }
        name: "find"
        color: Theme.inkSoft
        size: Math.round(Theme.title * 1.25)
        stroke: 2.1
    }
    TextInput {
        id: input
        objectName: "findInput"
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.s2; rightMargin: Theme.s3; verticalCenter: parent.verticalCenter }
        clip: true
        text: field.find.typed
        maximumLength: 64
        inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
        color: Theme.ink
        selectionColor: Theme.brand
        selectedTextColor: Theme.brandInk
        font { family: Theme.font; pixelSize: Theme.title; weight: Font.DemiBold }
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Name, brand or number")
        onTextEdited: field.find.write(text)
        Keys.onPressed: event => { if (event.key !== Qt.Key_Space && event.key !== Qt.Key_Left && event.key !== Qt.Key_Right) Walk.key(event, null) }
        Connections {
            target: field.find
            function onTypedChanged() { if (input.text !== field.find.typed) input.text = field.find.typed }
        }
    }
    KText {
        objectName: "findPrompt"
        visible: field.find.typed === "" && input.preeditText === ""
        anchors { left: input.left; right: input.right; leftMargin: Theme.px(6); verticalCenter: parent.verticalCenter }
        text: qsTr("Name, brand or number")
        color: Theme.inkSoft
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.caption
        Accessible.ignored: true
    }
}
