"""Verification: what is odd about a household's income, asked as flags.

A push leaves the households that it touched in a queue (`touched`). The worker (`worker`) takes them from there, loads
their records as data frames (`frames`), runs every rule of the catalogue over them (`catalogue`, `engine`), and writes
what changed as findings of flag records (`findings`), under the server's own seal, by the path that all writing takes.

A flag is a question for a person, never a rejection. The engine writes only `finding`, people only `decision`.
Thresholds, amounts and dates are in the policy file with their sources (`policy`), never in a rule.
"""
