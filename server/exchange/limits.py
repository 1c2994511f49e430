"""The caps on what is read, in one place. What is larger is refused with the advice to split it by township."""

from typing import Final

MAX_ROWS: Final = 100_000
"""Rows of a file. All 36,252 people of the city are a third of that."""

MAX_COLUMNS: Final = 500

MAX_CELLS: Final = 1_200_000
"""Cells of a workbook: the library takes some 90 bytes for each. A city's person sheet has 1.1 million."""

MAX_CELL: Final = 32_767
"""Characters of a cell, as in a workbook. A quotation mark that is never closed makes one cell of the file's rest."""

MAX_LINE: Final = 1_000_000
"""Characters of a line of a CSV file."""

MAX_CSV_BYTES: Final = 256_000_000

MAX_PACKED_BYTES: Final = 64_000_000
"""Bytes of a workbook."""

MAX_UNPACKED_BYTES: Final = 256_000_000
"""Bytes of all parts of a workbook together."""

MAX_PARTS: Final = 2000
"""Parts of a workbook."""

WORKBOOK_MEMORY: Final = 176_000_000
"""Bytes of address space for the process that reads a workbook."""

WORKBOOK_SECONDS: Final = 120
"""Of CPU time for the same."""

HEADER_ROWS: Final = 30
"""Rows of a sheet among which its header is looked for."""
