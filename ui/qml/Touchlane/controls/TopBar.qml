import QtQuick
import Touchlane
import Touchlane.Bridge

// The sign of the shop or the way back, and what may be changed on every screen.
Item {
    id: bar

    required property TopBarModel topBar
    property bool onDark: false
    property string backText: ""
    property bool showHelp: true
    readonly property color ink: onDark ? Theme.deepInk : Theme.ink
    readonly property color chip: onDark ? Theme.deepChip : Theme.surface

    signal back()
    signal help()

    implicitHeight: Theme.touch

    IconButton {
        id: backButton
        objectName: "backButton"
        visible: bar.backText !== ""
        anchors.verticalCenter: parent.verticalCenter
        iconName: "back"
        text: bar.backText
        fill: bar.chip
        tone: bar.ink
        onClicked: bar.back()
    }
    Rectangle {
        id: sign
        visible: !backButton.visible
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(72)
        height: width
        radius: Theme.px(22)
        color: Theme.lime
        Icon { anchors.centerIn: parent; name: "scan"; color: Theme.limeInk; size: Theme.px(46); stroke: 2.1 }
    }
    KText {
        anchors {
            left: backButton.visible ? backButton.right : sign.right
            leftMargin: Theme.s2
            right: chips.left
            rightMargin: Theme.s2
            verticalCenter: parent.verticalCenter
        }
        text: bar.backText || bar.topBar.storeName
        color: bar.ink
        font.pixelSize: Theme.title
        font.weight: Font.Bold
        maximumLineCount: 2
        wrapMode: Text.Wrap
        lineHeight: 0.95
        elide: Text.ElideRight
    }
    Row {
        id: chips
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: Theme.s2
        KButton {
            objectName: "languageButton"
            implicitHeight: Theme.touch
            implicitWidth: Math.max(Theme.px(168), Theme.touch)
            fontSize: Theme.caption + Theme.px(2)
            text: bar.topBar.otherLanguage
            fill: bar.chip
            tone: bar.ink
            onClicked: bar.topBar.changeLanguage()
        }
        IconButton {
            objectName: "helpButton"
            visible: bar.showHelp
            iconName: "help"
            text: qsTr("Help")
            fill: bar.chip
            tone: bar.ink
            onClicked: bar.help()
        }
    }
}
