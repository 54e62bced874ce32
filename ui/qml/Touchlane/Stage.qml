pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Window
import Touchlane
import Touchlane.Bridge

// All screens, and what may lie above them.
Item {
    id: root
    objectName: "stage"

    required property Kiosk kiosk
    readonly property string shown: `${kiosk.screen} ${kiosk.panel} ${kiosk.overlay}`

    focus: true
    Keys.onPressed: event => {
        root.touched()
        if (event.key !== Qt.Key_Escape) Walk.key(event, root.Window.activeFocusItem)
        else root.kiosk.closePanel()
    }
    Component.onCompleted: Walk.layers = [overlay, panel, screen]
    // What was in focus lies below now or is gone: a walk goes on with what has come.
    onShownChanged: {
        root.forceActiveFocus()
        if (Walk.walking) Qt.callLater(() => Walk.go(null, 1))
        Qt.callLater(root.tellHeading)
    }

    readonly property string payState: kiosk.pay.state
    onPayStateChanged: Qt.callLater(root.tellHeading)
    // What was last said to whoever listens rather than looks.
    property string told: ""

    function tell(words: string): void {
        told = words
        if (words !== "") root.Accessible.announce(words, Accessible.Assertive)
    }

    function tellHeading(): void {
        const layer = Walk.top()
        const words = layer ? root.headingOf(layer.item) : ""
        if (words !== "") root.tell(words)
    }

    function headingOf(item: Item): string {
        if (item.Accessible.role === Accessible.Heading && item.visible) return item.Accessible.name
        return Array.from(item.children).reduce((found, child) => found || root.headingOf(child), "")
    }

    Connections {
        target: root.kiosk.notice
        function onCame() {
            const notice = root.kiosk.notice
            Qt.callLater(root.tell, [notice.text, notice.product, notice.amount].filter(part => part !== "").join(", "))
        }
    }

    function touched() {
        root.kiosk.presence.touched()
        root.kiosk.access.touched()
    }
    readonly property var screens: ({
        StartingScreen: starting, AttractScreen: attract, BasketScreen: basket, FindScreen: find, PayScreen: pay,
        CheckingScreen: checking, PaidScreen: paid, NeedsStaffScreen: needsStaff, OutOfServiceScreen: outOfService,
        HandoverScreen: handover, StaffScreen: staff
    })

    Loader {
        id: screen
        objectName: "screenLoader"
        anchors.fill: parent
        sourceComponent: root.screens[root.kiosk.screen]
        onLoaded: if (Theme.base > 0 && root.kiosk.screen !== "StartingScreen") arrive.restart()
        NumberAnimation {
            id: arrive
            target: screen.item
            property: "x"
            from: Theme.px(90)
            to: 0
            duration: Theme.base
            easing.type: Easing.OutCubic
        }
    }
    Component { id: starting; StartingScreen {} }
    Component { id: attract; AttractScreen { kiosk: root.kiosk } }
    Component { id: basket; BasketScreen { kiosk: root.kiosk } }
    Component { id: find; FindScreen { kiosk: root.kiosk } }
    Component { id: pay; PayScreen { kiosk: root.kiosk } }
    Component { id: checking; CheckingScreen { kiosk: root.kiosk } }
    Component { id: paid; PaidScreen { kiosk: root.kiosk } }
    Component { id: needsStaff; NeedsStaffScreen { kiosk: root.kiosk } }
    Component { id: outOfService; OutOfServiceScreen { kiosk: root.kiosk } }
    Component { id: handover; HandoverScreen { kiosk: root.kiosk } }
    Component { id: staff; StaffScreen { kiosk: root.kiosk } }

    Loader {
        id: panel
        objectName: "panelLoader"
        anchors.fill: parent
        active: root.kiosk.panel !== ""
        sourceComponent: ({ keypad: keypad, help: help, leave: leave, access: access, price: price, near: near, discount: discount })[root.kiosk.panel] ?? null
    }
    Component { id: keypad; KeypadPanel { kiosk: root.kiosk } }
    Component { id: help; HelpPanel { kiosk: root.kiosk } }
    Component { id: leave; LeavePanel { kiosk: root.kiosk } }
    Component { id: access; AccessPanel { kiosk: root.kiosk } }
    Component { id: price; PricePanel { kiosk: root.kiosk } }
    Component { id: near; NearPanel { kiosk: root.kiosk } }
    Component { id: discount; StaffDiscountPanel { staff: root.kiosk.staff; onClosed: root.kiosk.closePanel() } }

    Loader {
        id: overlay
        objectName: "overlayLoader"
        anchors.fill: parent
        active: root.kiosk.overlay !== ""
        sourceComponent: ({ ageCheck: ageCheck, stillThere: stillThere, staffEntry: staffEntry, bags: bags })[root.kiosk.overlay] ?? null
    }
    Component { id: ageCheck; AgeCheckOverlay { ageCheck: root.kiosk.ageCheck } }
    Component { id: bags; BagsOverlay { extras: root.kiosk.extras } }
    Component { id: stillThere; StillThereOverlay { presence: root.kiosk.presence } }
    Component { id: staffEntry; StaffEntryOverlay { staff: root.kiosk.staff } }

    SimulatedTab {
        objectName: "simulatedTab"
        visible: root.kiosk.topBar.simulated && root.kiosk.screen !== "StartingScreen"
        anchors.horizontalCenter: parent.horizontalCenter
    }
    Item {
        anchors.fill: parent
        PointHandler {
            acceptedDevices: PointerDevice.AllDevices
            onActiveChanged: if (active) {
                Walk.walking = false
                root.touched()
            }
        }
    }
}
