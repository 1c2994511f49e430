"""What the server takes and gives, measured beside the bare database driver in the same run.

    python -m tests.bench [--engine sqlite|postgres|both] [--rows N] [--seconds S] [--clients 1,8] [--json FILE]

`docs/performance.md` says how to read the figures.
"""
