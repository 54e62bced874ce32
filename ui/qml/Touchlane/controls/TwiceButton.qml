import QtQuick
import Touchlane

// What cannot be taken back: the second tap does it.
KButton {
    id: button

    required property string once
    required property string again
    property bool sure: false

    signal confirmed()

    least: Theme.touch
    kind: "danger"
    text: sure ? again : once
    onClicked: {
        if (sure) confirmed()
        sure = !sure
    }
}
