"""The cases of the vectors, one module a file: `cases()` returns what the file holds."""
