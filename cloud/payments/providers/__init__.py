"""Payment providers: one port, one adapter a provider, a registry that finds them by name."""
