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

    readonly property Colours light: Colours {}
    readonly property Colours dark: DarkColours {}
    readonly property Colours contrast: ContrastColours {}
    readonly property bool isLight: Look.colours === "light"
    readonly property bool isContrast: Look.colours === "contrast"
    readonly property Colours colours: isLight ? light : isContrast ? contrast : dark
    readonly property color background: colours.background
    readonly property color surface: colours.surface
    readonly property color surfaceLow: colours.surfaceLow
    readonly property color ink: colours.ink
    readonly property color inkSoft: colours.inkSoft
    readonly property color inkOff: colours.inkOff
    readonly property color line: colours.line
    readonly property color brand: colours.brand
    readonly property color brandInk: colours.brandInk
    readonly property color brandSoft: colours.brandSoft
    readonly property color brandDeep: colours.brandDeep
    readonly property color deepTop: colours.deepTop
    readonly property color deepMiddle: colours.deepMiddle
    readonly property color deepBottom: colours.deepBottom
    readonly property color deepInk: colours.deepInk
    readonly property color deepInkSoft: colours.deepInkSoft
    readonly property color deepChip: colours.deepChip
    readonly property color deepShape: colours.deepShape
    readonly property color lime: colours.lime
    readonly property color limeInk: colours.limeInk
    readonly property color amber: colours.amber
    readonly property color amberInk: colours.amberInk
    readonly property color amberSoft: colours.amberSoft
    readonly property color amberSoftInk: colours.amberSoftInk
    readonly property color danger: colours.danger
    readonly property color dangerInk: colours.dangerInk
    readonly property color dangerSoft: colours.dangerSoft
    readonly property color again: colours.again
    readonly property color againInk: colours.againInk
    readonly property color notForSale: colours.notForSale
    readonly property color notForSaleInk: colours.notForSaleInk
    readonly property color markRefused: colours.markRefused
    readonly property color markNotForSale: colours.markNotForSale
    readonly property color markHalo: colours.markHalo
    readonly property color night: colours.night
    readonly property color nightInk: colours.nightInk
    readonly property color nightPill: colours.nightPill
    readonly property color focus: colours.focus
    // What photographs of goods are cut out on.
    readonly property color photo: colours.photo
    readonly property color scrim: colours.scrim
    readonly property color outline: colours.outline
    // The edge of what is touched or stands apart, where shades do not tell it.
    readonly property int edge: isContrast ? px(4) : 0

    readonly property string font: "Inter"
    // Large text: what is small grows by half, to capitals of 7.3 mm; what is large already grows less.
    readonly property bool large: Look.large
    function em(design: real): int { return large ? Math.max(px(42), px(design * 1.5)) : px(design) }
    readonly property int display: px(large ? 148 : 136)
    readonly property int h1: px(large ? 88 : 72)
    readonly property int h2: px(large ? 68 : 52)
    readonly property int title: em(38)
    readonly property int body: em(34)
    readonly property int caption: em(28)
    readonly property int label: em(24)
    readonly property bool chinese: Look.chinese

    readonly property int s1: px(8)
    readonly property int s2: px(16)
    readonly property int s3: px(24)
    readonly property int s4: px(40)
    readonly property int s5: px(64)
    // Between two things to touch.
    readonly property int gap: Math.max(mm(4), px(16))
    readonly property int radiusSmall: px(20)
    readonly property int radiusMedium: px(28)
    readonly property int radiusLarge: px(40)
    readonly property int touch: Math.max(mm(20), px(96))
    readonly property int touchLarge: Math.max(mm(20), px(136))

    // Within reach: nothing to touch lies higher than this above the panel's lower edge.
    readonly property bool withinReach: Look.withinReach
    readonly property int reach: mm(248)
    readonly property bool low: withinReach && Look.upright
    // The top bar keeps clear of a demonstration's tab; lying panels are hardly higher than the reach.
    readonly property int barTop: px(large ? 68 : withinReach && !low ? 86 : 40) + (large && withinReach && !low ? px(18) : 0)

    readonly property int fast: Look.still ? 0 : 120
    readonly property int base: Look.still ? 0 : 220
    readonly property int slow: Look.still ? 0 : 420

    // A pastel ground and the accent drawn on it; in the dark the pastel itself on a hint of it.
    readonly property var tiles: ({
        fruit: ["#FFE1DE", "#C22E24"], vegetables: ["#E2F3D6", "#3E7A1B"], dairy: ["#DCEBFF", "#1F5FC4"],
        bakery: ["#FBE9CF", "#96600F"], drinks: ["#D6F3EE", "#0E7A6B"], coffee: ["#EADFD6", "#74492A"],
        snacks: ["#FFE9C7", "#A85A00"], noodles: ["#FFE9D2", "#B5530A"], meat: ["#FBDDE2", "#B02A48"],
        seafood: ["#D8EEFA", "#12688F"], frozen: ["#DFF1FB", "#22729B"], household: ["#E6E4FA", "#5347B5"],
        personal_care: ["#F7E1F3", "#9A3488"], alcohol: ["#F3DEE8", "#8E2457"], tobacco: ["#E9E6E1", "#625848"],
        other: ["#E8ECE6", "#4A5A52"]
    })
    function tint(category: string): color {
        const pastel = (tiles[category] ?? tiles.other)[0]
        return isLight ? pastel : isContrast ? surface : Qt.tint(surface, Qt.alpha(pastel, 0.13))
    }
    function accent(category: string): color {
        return isContrast ? ink : (tiles[category] ?? tiles.other)[isLight ? 1 : 0]
    }
}
