import QtQuick
import QtQuick.Dialogs

// Asks for a folder as soon as it is made.
Item {
    id: picker

    signal chosen(folder: url)
    signal dropped()

    Component.onCompleted: dialog.open()
    FolderDialog {
        id: dialog
        title: qsTr("A folder of photographs of goods")
        onAccepted: picker.chosen(selectedFolder)
        onRejected: picker.dropped()
    }
}
