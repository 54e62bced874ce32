pragma ComponentBehavior: Bound
import QtQuick
import Touchlane
import Touchlane.Workbench

Row {
    id: tabs

    required property Phone phone
    readonly property bool dark: phone.tab === "scan" && phone.page === "looking"

    height: 40
    spacing: 6
    Repeater {
        model: [{ tab: "scan", label: qsTr("Scan") }, { tab: "member", label: qsTr("Member") }]
        Rectangle {
            id: tab
            required property var modelData
            readonly property bool on: tabs.phone.tab === modelData.tab
            objectName: `tab_${modelData.tab}`
            width: (tabs.width - tabs.spacing) / 2
            height: tabs.height
            radius: 20
            color: on ? (tabs.dark ? "#2C3531" : Theme.brandSoft) : "transparent"
            Accessible.role: Accessible.PageTab
            Accessible.name: modelData.label
            KText {
                anchors.centerIn: parent
                width: Math.min(implicitWidth, parent.width - 8)
                elide: Text.ElideRight
                text: tab.modelData.label
                color: tabs.dark ? "#FFFFFF" : tab.on ? Theme.brand : Theme.inkSoft
                font.pixelSize: Theme.caption
                font.weight: Font.DemiBold
                Accessible.ignored: true
            }
            TapHandler { onTapped: tabs.phone.openTab(tab.modelData.tab) }
        }
    }
}
