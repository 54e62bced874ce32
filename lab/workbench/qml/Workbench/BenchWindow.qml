import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Workbench

Window {
    id: root

    required property Bench bench
    readonly property int gap: compact ? 12 : 16
    readonly property bool compact: height < 840 || width < 1080 // beside the kiosk on a laptop's screen
    readonly property int paperWidth: Math.min(264, Math.round(width * 0.21))

    width: 1180
    height: 1000
    minimumWidth: 880
    minimumHeight: 640
    color: Theme.background
    title: qsTr("Touchlane workbench")

    BenchHead {
        id: head
        bench: root.bench
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: 20; rightMargin: 20 }
        height: root.compact ? 58 : 68
    }
    ShelfPane {
        id: shelf
        shelf: root.bench.shelf
        chinese: root.bench.language === "zh-CN"
        compact: root.compact
        anchors { left: parent.left; leftMargin: 20; right: phone.left; rightMargin: root.gap
                  top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
    }
    PhonePane {
        id: phone
        phone: root.bench.phone
        compact: root.compact
        anchors { right: paper.left; rightMargin: root.gap; top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
        width: Math.min(316, Math.round(root.width * 0.27))
    }
    PaperPane {
        id: paper
        paper: root.bench.paper
        compact: root.compact
        anchors { right: parent.right; rightMargin: 20; top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
        width: root.paperWidth
    }
    FaultPane {
        id: faults
        faults: root.bench.faults
        compact: root.compact
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 20; bottomMargin: root.gap }
    }
    TroubleLine {
        bench: root.bench
        anchors { horizontalCenter: parent.horizontalCenter; top: head.bottom; topMargin: 4 }
        width: Math.min(720, root.width - 60)
    }
}
