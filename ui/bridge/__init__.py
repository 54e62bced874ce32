"""Python types of the QML module Touchlane.Bridge: a view model a screen, list models, image items."""
