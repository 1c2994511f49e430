"""The server's store: engine, tables, and the log of revisions on SQLite and PostgreSQL."""
