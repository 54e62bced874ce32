import QtQuick
import Touchlane
import Touchlane.Bridge

// A good without a barcode: by its branch and picture, or by typing. A scan goes into the basket as always.
Item {
    id: screen
    objectName: "findScreen"

    required property Kiosk kiosk
    readonly property bool wide: width > height
    readonly property int gap: Theme.px(28)
    readonly property FindModel find: kiosk.find
    readonly property bool first: find.typed === "" && find.place === ""

    Component.onCompleted: Qt.callLater(field.take)
    // Letters typed on a keyboard go into the field, wherever the walk is.
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Backspace) pad.erased()
        else if (event.text > " " && !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier))) pad.typed(event.text)
        else return
        event.accepted = true
        field.take()
    }
    Connections {
        target: screen.find
        function onTurned() { grid.look() }
    }

    Rectangle { anchors.fill: parent; color: Theme.background }
    TopBar {
        id: bar
        anchors { left: parent.left; right: parent.right; margins: Theme.s4 }
        topBar: screen.kiosk.topBar
        backText: qsTr("Back to basket")
        onBack: screen.find.close()
        onAccess: screen.kiosk.openPanel("access")
        onHelp: screen.kiosk.openPanel("help")
    }
    FindField {
        id: field
        opacity: pill.visible ? 0 : 1
        x: Theme.s4
        y: Theme.low ? screen.height - Theme.reach - height - Theme.s2 : bar.roomTop + screen.gap
        width: screen.wide ? Math.round((screen.width - 3 * Theme.s4) * 0.55) : screen.width - 2 * Theme.s4
        find: screen.find
    }
    Item {
        id: head
        x: screen.wide ? field.x + field.width + Theme.s4 : Theme.s4
        y: screen.wide ? field.y : field.y + field.height + Theme.s2
        width: screen.width - x - Theme.s4
        height: Math.max(up.height, heading.implicitHeight)
        KButton {
            id: up
            objectName: "upButton"
            visible: !screen.first
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            width: Math.min(implicitWidth, head.width * 0.5)
            least: Theme.touch
            kind: "plain"
            fontSize: Theme.caption
            iconName: "grid"
            text: screen.find.above || qsTr("All categories")
            onClicked: screen.find.up()
        }
        KText {
            id: heading
            objectName: "findHeading"; Accessible.role: Accessible.Heading
            anchors { left: parent.left; right: up.visible ? up.left : parent.right; rightMargin: Theme.s2; verticalCenter: parent.verticalCenter }
            wrapMode: Text.Wrap
            text: screen.find.place || (screen.first ? qsTr("What are you looking for?") : screen.find.nothing ? qsTr("Nothing found") : qsTr("Is it one of these?"))
            font.pixelSize: Theme.title
            font.weight: Font.Bold
        }
    }
    FindGrid {
        id: grid
        visible: !screen.find.nothing
        x: head.x
        y: head.y + head.height + Theme.gap
        width: head.width
        height: (screen.wide ? bar.roomBottom - Theme.s4 : pad.y - screen.gap) - y
        find: screen.find
    }
    Column {
        objectName: "findNothing"
        visible: screen.find.nothing
        x: head.x
        y: head.y + head.height + Theme.s3
        width: head.width
        spacing: Theme.s3
        KText {
            width: parent.width
            wrapMode: Text.Wrap
            text: qsTr("Nothing here by that name. Try its first letters, or look through the categories.")
            color: Theme.inkSoft
        }
        KButton {
            objectName: "callToFindButton"
            width: parent.width
            least: Theme.touch
            iconName: "bell"
            text: qsTr("Call staff")
            onClicked: screen.find.callStaff()
        }
    }
    LetterPad {
        id: pad
        x: field.x
        y: bar.roomBottom - height - (Theme.low ? screen.gap : Theme.s4)
        width: field.width
        low: Theme.low
        least: screen.wide ? Math.max(Theme.touch, Math.min(Theme.px(140), (bar.roomBottom - field.y - field.height - screen.gap - Theme.s4 - 3 * Theme.gap) / 4)) : Theme.touch
        onTyped: letter => screen.find.write(screen.find.typed + letter)
        onErased: screen.find.write(screen.find.typed.slice(0, -1))
        onCleared: screen.find.write("")
    }
    NoticePill {
        id: pill
        x: field.x + (field.width - width) / 2
        y: field.y
        maximumWidth: field.width
        notice: screen.kiosk.notice
        stays: false
        closable: false
    }
}
