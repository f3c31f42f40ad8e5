"""The formats. Each module defines one `EXPORT`."""
