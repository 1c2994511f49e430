"""The API under strange requests: a real server, and Schemathesis over what it says about itself.

`make fuzz` runs it for as long as FUZZ_SECONDS says, as one person after another; `test_fuzz.py` is the short of it.
"""
