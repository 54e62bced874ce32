import QtQuick
import Touchlane
import Touchlane.Bridge

// The keys of a PIN; it is let go of as soon as it is sent.
DigitPad {
    id: pad

    property string pin: ""

    signal entered(string pin)

    ready: pin.length >= PinRule.least
    onTyped: digit => { if (pin.length < PinRule.most) pin += digit }
    onErased: pin = pin.slice(0, -1)
    onDone: {
        const typed = pin
        pin = ""
        entered(typed)
    }
}
