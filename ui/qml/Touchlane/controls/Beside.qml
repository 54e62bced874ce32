import QtQuick
import Touchlane

// Two parts, one below the other on an upright panel, side by side on a lying one.
Grid {
    id: beside

    property bool wide: false
    readonly property int each: wide ? (width - columnSpacing) / 2 : width

    columns: wide ? 2 : 1
    columnSpacing: Theme.s4
    rowSpacing: Theme.s3
}
