import QtQuick
import Touchlane
import Touchlane.Bridge

// The sign of the shop or the way back, and what may be changed on every screen. Within reach it lies below.
Item {
    id: bar

    required property TopBarModel topBar
    property bool onDark: false
    property string backText: ""
    property bool showHelp: true
    readonly property color ink: onDark ? Theme.deepInk : Theme.ink
    readonly property color chip: onDark ? Theme.deepChip : Theme.surface
    // What is left for the screen between these two.
    readonly property int roomTop: Theme.low ? Theme.barTop : y + height
    readonly property int roomBottom: Theme.low ? y : (parent?.height ?? 0)
    readonly property bool stacked: backButton.visible && width - backButton.width - chips.width < Theme.em(170)

    signal back()
    signal help()
    signal access()

    y: Theme.low && parent ? parent.height - height - Theme.s4 : Theme.barTop
    implicitHeight: Theme.touch + (stacked ? title.implicitHeight + Theme.s1 : 0)

    IconButton {
        id: backButton
        objectName: "backButton"
        visible: bar.backText !== ""
        iconName: "back"
        text: bar.backText
        fill: bar.chip
        tone: bar.ink
        onClicked: bar.back()
    }
    Rectangle {
        id: sign
        visible: !backButton.visible
        y: (Theme.touch - height) / 2
        width: Theme.px(72)
        height: width
        radius: Theme.px(22)
        color: Theme.lime
        Icon { anchors.centerIn: parent; name: "scan"; color: Theme.limeInk; size: Theme.px(46); stroke: 2.1 }
    }
    KText {
        id: title
        readonly property int start: bar.stacked ? 0 : (backButton.visible ? backButton.width : sign.width) + Theme.s2
        x: start
        y: bar.stacked ? Theme.touch + Theme.s1 : (Theme.touch - height) / 2
        width: (bar.stacked ? bar.width : chips.x - Theme.s2) - start
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
        anchors.right: parent.right
        spacing: Theme.gap
        KButton {
            objectName: "languageButton"
            least: Theme.touch
            implicitWidth: Math.max(Theme.px(150), Theme.touch, labelWidth + 2 * Theme.s3)
            fontSize: Theme.caption + Theme.px(2)
            text: bar.topBar.otherLanguage
            fill: bar.chip
            tone: bar.ink
            onClicked: bar.topBar.changeLanguage()
        }
        IconButton {
            objectName: "accessButton"
            iconName: "access"
            text: qsTr("Accessibility")
            fill: bar.chip
            tone: bar.ink
            onClicked: bar.access()
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
