import QtQuick
import Touchlane
import Touchlane.Workbench

// What went wrong, in words, until it is dismissed.
Item {
    id: line

    required property Bench bench
    readonly property var sentences: ({
        camera: qsTr("The kiosk's camera did not answer. Nothing was held; try again."),
        printer: qsTr("The printer's switches did not answer; the switch stays as it was."),
        network: qsTr("The cable to the cloud could not be switched."),
        provider: qsTr("The payment provider did not answer. Try again."),
        cloud: qsTr("The cloud did not answer; asking again."),
        catalogue: qsTr("The goods could not be read: the shelf stays empty."),
        catalogue_rows: qsTr("Some goods were left out of the shelf:"),
        folder: qsTr("This folder could not be read. Choose another one."),
        no_photographs: qsTr("There is no photograph in this folder (JPEG, PNG, WebP or BMP).")
    })

    visible: bench.trouble !== ""
    height: words.implicitHeight + 24
    Card { anchors.fill: parent; radius: 16; elevation: 16; color: Theme.amberSoft }
    Icon {
        id: icon
        anchors { left: parent.left; leftMargin: 16; verticalCenter: parent.verticalCenter }
        name: "alert"
        color: Theme.amberInk
        size: 22
        stroke: 2
    }
    KText {
        id: words
        objectName: "troubleText"
        anchors { left: icon.right; leftMargin: 12; right: close.left; rightMargin: 8; verticalCenter: parent.verticalCenter }
        text: [line.sentences[line.bench.trouble] ?? "", line.bench.troubleDetail].join(" ").trim()
        color: Theme.amberInk
        wrapMode: Text.Wrap
        font.pixelSize: Theme.caption + 1
        font.weight: Font.DemiBold
    }
    IconButton {
        id: close
        anchors { right: parent.right; rightMargin: 8; verticalCenter: parent.verticalCenter }
        width: 32
        height: 32
        iconSize: 18
        fill: "transparent"
        tone: Theme.amberInk
        iconName: "close"
        text: qsTr("Close")
        onClicked: line.bench.dismiss()
    }
}
