import QtQuick
import Touchlane

// The way into admin mode; a PIN stands behind it.
KButton {
    objectName: "staffButton"
    least: Theme.touch
    kind: "soft"
    fontSize: Theme.caption
    iconName: "staff"
    text: qsTr("For staff")
}
