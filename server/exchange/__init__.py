"""Exchanging households with other systems as sheets: the household sheet and the person sheet of the national system.

`layout` says which columns the two sheets have and which fields they are; `kinds` and `code_labels` how a cell and a
value stand for each other. Coming in, a file passes through `rows` (with `workbooks` and `csv_files`), `headers`,
`entries`, `reading`, `families`, `planning` and `importing`; going out, through `exporting` and `sheet_files`. What can
be wrong is in `faults`.
"""
