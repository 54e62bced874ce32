import QtQuick
import Touchlane
import Touchlane.Workbench

// What this window is, what is true of all of it, and its language.
Item {
    id: head

    required property Bench bench

    Rectangle {
        id: sign
        anchors.verticalCenter: parent.verticalCenter
        width: 44
        height: 44
        radius: 13
        color: Theme.lime
        Icon { anchors.centerIn: parent; name: "scan"; color: Theme.brandDeep; size: 27; stroke: 2 }
    }
    Column {
        anchors { left: sign.right; leftMargin: 14; right: note.left; rightMargin: 16; verticalCenter: parent.verticalCenter }
        KText {
            width: parent.width
            text: qsTr("The shop around the kiosk")
            elide: Text.ElideRight
            font.pixelSize: 22
            font.weight: Font.Bold
        }
        KText {
            width: parent.width
            text: qsTr("Hold up goods, pay with the phone, take the receipt, break things.")
            color: Theme.inkSoft
            elide: Text.ElideRight
            font.pixelSize: Theme.caption
        }
    }
    Rectangle {
        id: note
        anchors { right: language.left; rightMargin: 14; verticalCenter: parent.verticalCenter }
        width: row.implicitWidth + 30
        height: 38
        radius: 19
        color: Theme.amber
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 8
            Icon { name: "info"; color: Theme.amberInk; size: 20; stroke: 2; anchors.verticalCenter: parent.verticalCenter }
            KText {
                objectName: "simulatedNote"
                text: qsTr("Simulated: no real money is charged")
                color: Theme.amberInk
                font.pixelSize: Theme.caption + 1
                font.weight: Font.DemiBold
            }
        }
    }
    Row {
        id: language
        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        spacing: 4
        Chip {
            objectName: "speakChinese"
            text: "中文"
            on: head.bench.language === "zh-CN"
            onClicked: head.bench.speak("zh-CN")
        }
        Chip {
            objectName: "speakEnglish"
            text: "English"
            on: head.bench.language === "en"
            onClicked: head.bench.speak("en")
        }
    }
}
