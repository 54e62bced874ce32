pragma ComponentBehavior: Bound
import QtQuick
import Touchlane

// Goods around the sign of the product, in a box of 1000 by 830.
Item {
    id: art

    readonly property real k: width / 1000

    implicitHeight: 830 * k
    Rectangle { x: 90 * art.k; width: 820 * art.k; height: width; radius: width / 2; color: Theme.deepShape }
    Rectangle { x: 210 * art.k; y: 120 * art.k; width: 580 * art.k; height: width; radius: width / 2; color: Theme.deepShape }
    Repeater {
        model: [
            { what: "fruit", x: 130, y: 60, size: 210, turn: -10 },
            { what: "dairy", x: 640, y: 20, size: 240, turn: 9 },
            { what: "bakery", x: 30, y: 420, size: 230, turn: 8 },
            { what: "coffee", x: 720, y: 430, size: 220, turn: -8 },
            { what: "noodles", x: 420, y: 640, size: 180, turn: 4 }
        ]
        Item {
            id: piece
            required property var modelData
            x: modelData.x * art.k
            y: modelData.y * art.k
            width: modelData.size * art.k
            height: width
            rotation: modelData.turn
            Card { anchors.fill: parent; radius: Math.round(piece.width * 0.27); elevation: Math.round(36 * art.k) }
            Tile { anchors.fill: parent; category: piece.modelData.what }
        }
    }
    ScanSign { x: 330 * art.k; y: 210 * art.k; width: 340 * art.k; height: width }
}
