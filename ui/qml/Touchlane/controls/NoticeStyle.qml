pragma Singleton
import QtQuick
import Touchlane

// What each kind of notice looks like: its colour with what is written on it, its sign, and the colour of the
// bracket on the camera's picture where it is of a scan. No two kinds share a sign, so that none is told by its colour alone.
QtObject {
    readonly property var kinds: ({
        found: { fill: Theme.lime, ink: Theme.limeInk, sign: "check", mark: Theme.lime },
        again: { fill: Theme.again, ink: Theme.againInk, sign: "again", mark: Theme.again },
        member: { fill: Theme.lime, ink: Theme.limeInk, sign: "person", mark: Theme.lime },
        unknown: { fill: Theme.amber, ink: Theme.amberInk, sign: "question", mark: Theme.amber },
        refused: { fill: Theme.danger, ink: Theme.dangerInk, sign: "alert", mark: Theme.markRefused },
        not_for_sale: { fill: Theme.notForSale, ink: Theme.notForSaleInk, sign: "stop", mark: Theme.markNotForSale },
        called: { fill: Theme.brand, ink: Theme.brandInk, sign: "bell" },
        info: { fill: Theme.surface, ink: Theme.ink, sign: "info" }
    })
    readonly property var none: ({ fill: Theme.nightPill, ink: Theme.nightInk, sign: "scan", mark: Theme.nightInk })

    function of(kind: string): var { return kinds[kind] ?? none }
    function isOfScan(kind: string): bool { return of(kind).mark !== undefined && kind in kinds }
}
