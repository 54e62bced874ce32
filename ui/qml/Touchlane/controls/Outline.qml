import QtQuick
import Touchlane

// The edge a thing has where its ground does not set it apart.
Rectangle {
    anchors.fill: parent
    color: "transparent"
    visible: Theme.edge > 0
    border { width: Theme.edge; color: Theme.outline }
}
