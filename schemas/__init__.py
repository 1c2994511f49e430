"""What is recorded: record types, field types, code lists, state machines and their registry."""
