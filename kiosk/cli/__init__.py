"""The `kiosk` command: one file a subcommand, each importing what it runs when it runs."""
