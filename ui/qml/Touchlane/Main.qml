import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Bridge

// The brand is painted before the screens behind it are read: they come with the first view.
Window {
    id: root

    required property Kiosk kiosk
    readonly property bool begun: kiosk.screen !== "StartingScreen"

    color: Theme.background
    title: "Touchlane"
    onBegunChanged: if (begun && stage.status === Loader.Null) stage.setSource("Stage.qml", { kiosk: root.kiosk })

    StartingScreen { anchors.fill: parent; visible: stage.item === null }
    Loader { id: stage; anchors.fill: parent; focus: true }
}
