"""Qt Quick, thin: translates intents and shows view states, never decides."""
