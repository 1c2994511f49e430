"""Review: what people decide about what was collected, by the same path that all revisions take.

What the judge asks beyond a record's own fields (four eyes, locked years), desk edits, amendments, and the release of
what waits in quarantine.
"""
