import QtQuick
import Touchlane

// The deep green behind the screens that greet and thank.
Rectangle {
    gradient: Gradient {
        GradientStop { position: 0; color: Theme.deepTop }
        GradientStop { position: 0.62; color: Theme.deepMiddle }
        GradientStop { position: 1; color: Theme.deepBottom }
    }
}
