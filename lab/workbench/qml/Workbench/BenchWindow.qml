import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Workbench

Window {
    id: root

    required property Bench bench
    readonly property int gap: 16
    readonly property int paperWidth: Math.min(264, Math.round(width * 0.21))

    width: 1180
    height: 1000
    minimumWidth: 880
    minimumHeight: 620
    color: Theme.background
    title: qsTr("Touchlane workbench")

    BenchHead {
        id: head
        bench: root.bench
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: 20; rightMargin: 20 }
        height: 68
    }
    ShelfPane {
        id: shelf
        shelf: root.bench.shelf
        chinese: root.bench.language === "zh-CN"
        anchors { left: parent.left; leftMargin: 20; right: phone.left; rightMargin: root.gap
                  top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
    }
    PhonePane {
        id: phone
        phone: root.bench.phone
        anchors { right: paper.left; rightMargin: root.gap; top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
        width: Math.min(316, Math.round(root.width * 0.27))
    }
    PaperPane {
        id: paper
        paper: root.bench.paper
        anchors { right: parent.right; rightMargin: 20; top: head.bottom; bottom: faults.top; bottomMargin: root.gap }
        width: root.paperWidth
    }
    FaultPane {
        id: faults
        faults: root.bench.faults
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 20; bottomMargin: 18 }
    }
    TroubleLine {
        bench: root.bench
        anchors { horizontalCenter: parent.horizontalCenter; bottom: faults.top; bottomMargin: root.gap }
        width: Math.min(720, root.width - 60)
    }
}
