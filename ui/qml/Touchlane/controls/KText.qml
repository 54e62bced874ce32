import QtQuick
import Touchlane

Text {
    font.family: Theme.font
    font.pixelSize: Theme.body
    font.features: ({ tnum: 1 })
    color: Theme.ink
    textFormat: Text.PlainText
    renderType: Text.QtRendering
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
