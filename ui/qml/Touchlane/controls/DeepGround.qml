import QtQuick

// The deep green behind the screens that greet and thank.
Rectangle {
    gradient: Gradient {
        GradientStop { position: 0; color: "#0B7A51" }
        GradientStop { position: 0.62; color: "#06442E" }
        GradientStop { position: 1; color: "#042417" }
    }
}
