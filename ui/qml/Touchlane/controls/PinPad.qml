import QtQuick
import Touchlane

// The keys of a PIN of four to eight digits; it is let go of as soon as it is sent.
DigitPad {
    id: pad

    property string pin: ""

    signal entered(string pin)

    ready: pin.length >= 4
    onTyped: digit => { if (pin.length < 8) pin += digit }
    onErased: pin = pin.slice(0, -1)
    onDone: {
        const typed = pin
        pin = ""
        entered(typed)
    }
}
