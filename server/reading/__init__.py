"""Reading what the log holds: records now and at any moment before, what differs, who wrote it; lists and search.

Nothing here decides who may see what: the edge asks that first, and masks what it shows (`server.api.masking`).
"""
