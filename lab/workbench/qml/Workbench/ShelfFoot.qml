pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Workbench

// How goods are held, and a person's own pictures.
Item {
    id: foot

    required property Shelf shelf
    readonly property var labels: ({ straight: qsTr("Straight"), tilted: qsTr("Tilted"), far: qsTr("Far"),
                                     blurred: qsTr("Blurred"), dark: qsTr("Dark") })

    implicitHeight: flow.implicitHeight + 12
    Rectangle { anchors { left: parent.left; right: parent.right; top: parent.top } height: 1; color: Theme.line }
    Flow {
        id: flow
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        spacing: 6
        KText {
            text: qsTr("Held")
            height: 32
            verticalAlignment: Text.AlignVCenter
            color: Theme.inkSoft
            font.pixelSize: Theme.caption
        }
        Repeater {
            model: foot.shelf.hows
            Chip {
                required property string modelData
                objectName: `how_${modelData}`
                text: foot.labels[modelData] ?? modelData
                on: foot.shelf.how === modelData
                onClicked: foot.shelf.holdAs(modelData)
            }
        }
        Press {
            objectName: "folderButton"
            implicitHeight: 32
            fontSize: Theme.caption
            kind: "plain"
            iconName: "scan"
            text: qsTr("Own photographs…")
            onClicked: picker.active = true
        }
    }
    Loader {
        id: picker
        active: false
        sourceComponent: FolderPicker {
            onChosen: folder => {
                foot.shelf.openFolder(folder)
                picker.active = false
            }
            onDropped: picker.active = false
        }
    }
}
