"""Running the server: what it measures, what the doctor looks at, and its backups."""
