"""The formats: modules that define an `EXPORT`."""
