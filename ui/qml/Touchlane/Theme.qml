pragma Singleton
import QtQuick
import Touchlane.Bridge

// The tokens of the design. Sizes are given in pixels of a 21.5 inch panel (4.03 per millimetre) and follow the
// panel in use; on a panel too small for them everything but touch targets shrinks to fit.
QtObject {
    id: theme

    readonly property real unit: Math.min(Look.pxPerMm / 4.03, Look.shortSide / 1080)
    function px(design: real): int { return Math.round(design * unit) }
    function mm(length: real): int { return Math.ceil(length * Look.pxPerMm) }

    readonly property color background: "#F2F4F0"
    readonly property color surface: "#FFFFFF"
    readonly property color surfaceLow: "#EBEFE9"
    readonly property color ink: "#0E1A15"
    readonly property color inkSoft: "#51605A"
    readonly property color line: "#DFE4DD"
    readonly property color brand: "#0A6B47"
    readonly property color brandInk: "#FFFFFF"
    readonly property color brandDeep: "#063B28"
    readonly property color brandSoft: "#DDF1E6"
    readonly property color deepInk: "#FFFFFF"
    readonly property color deepInkSoft: "#CFE6DA"
    readonly property color deepChip: "#26FFFFFF"
    readonly property color lime: "#C9F26B"
    readonly property color limeInk: "#0E1A15"
    readonly property color amber: "#FFD978"
    readonly property color amberSoft: "#FFF1CC"
    readonly property color amberInk: "#3F2A00"
    readonly property color danger: "#B3261E"
    readonly property color dangerInk: "#FFFFFF"
    readonly property color dangerSoft: "#FBE4E2"
    readonly property color night: "#0B110E"
    readonly property color focus: "#1D5FFF"
    readonly property color scrim: "#A6061A12"

    readonly property string font: "Inter"
    readonly property int display: px(136)
    readonly property int h1: px(72)
    readonly property int h2: px(52)
    readonly property int title: px(38)
    readonly property int body: px(34)
    readonly property int caption: px(28)
    readonly property bool chinese: Look.chinese

    readonly property int s1: px(8)
    readonly property int s2: px(16)
    readonly property int s3: px(24)
    readonly property int s4: px(40)
    readonly property int s5: px(64)
    readonly property int radiusSmall: px(20)
    readonly property int radiusMedium: px(28)
    readonly property int radiusLarge: px(40)
    readonly property int touch: Math.max(mm(20), px(96))
    readonly property int touchLarge: Math.max(mm(20), px(136))

    readonly property int fast: Look.reduceMotion ? 0 : 120
    readonly property int base: Look.reduceMotion ? 0 : 220
    readonly property int slow: Look.reduceMotion ? 0 : 420

    // A pastel ground and the accent drawn on it.
    readonly property var tiles: ({
        fruit: ["#FFE1DE", "#C22E24"], vegetables: ["#E2F3D6", "#3E7A1B"], dairy: ["#DCEBFF", "#1F5FC4"],
        bakery: ["#FBE9CF", "#96600F"], drinks: ["#D6F3EE", "#0E7A6B"], coffee: ["#EADFD6", "#74492A"],
        snacks: ["#FFE9C7", "#A85A00"], noodles: ["#FFE9D2", "#B5530A"], meat: ["#FBDDE2", "#B02A48"],
        seafood: ["#D8EEFA", "#12688F"], frozen: ["#DFF1FB", "#22729B"], household: ["#E6E4FA", "#5347B5"],
        personal_care: ["#F7E1F3", "#9A3488"], alcohol: ["#F3DEE8", "#8E2457"], tobacco: ["#E9E6E1", "#625848"],
        other: ["#E8ECE6", "#4A5A52"]
    })
    function tint(category: string): color { return (tiles[category] ?? tiles.other)[0] }
    function accent(category: string): color { return (tiles[category] ?? tiles.other)[1] }
}
