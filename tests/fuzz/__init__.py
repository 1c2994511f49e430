"""The API under strange requests: a real server, and Schemathesis over what the server says about itself.

`make fuzz` runs it for as long as FUZZ_SECONDS says, as one person after another. It is no part of `make test`: what it
finds depends on how long it looks, and each finding becomes a test of its own.
"""
