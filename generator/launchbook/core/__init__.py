"""What every section stands on: reading, positions, problems, field types. Core names no section."""
