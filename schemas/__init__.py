"""What is recorded: record types, their fields and code lists, and the one registry that answers for them.

The schema rejects a value only if it cannot be stored meaningfully: of the wrong type, not in its code list, badly
formatted, over-long, or physically impossible. Whatever a verification rule would ask a person about is stored as it
was entered: a certificate's number with a wrong check character, a negative income, thirteen months of work. A flag is
a question, and a question needs the answer that raised it.

Pure: no input or output, no clock, no random ids. Values are null, booleans, text, integers within 2^53, lists and maps
with ASCII keys; there are no floats. What a value may be beyond that is in `schemas.values`.
"""

from schemas.area import AreaCode, covers, level, parse_area, township_of
from schemas.codes import CODES_VERSION
from schemas.errors import FieldError
from schemas.exiting import exit_conditions
from schemas.fields import Authority, Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.records import RECORD_TYPES
from schemas.records.flag import flag_state
from schemas.registry import Registry
from schemas.validation import Reading
from schemas.workflow import StateMachine

SCHEMA_VERSION = 2
"""1: households, members, their years, visits, flags, and the directory.
2: villages, help, projects, rosters, identification, exits, notices, comments, rectification items, spot checks,
confirmations and amendments.
"""

REGISTRY = Registry(RECORD_TYPES, version=SCHEMA_VERSION, codes_version=CODES_VERSION)

__all__ = [
    "CODES_VERSION",
    "REGISTRY",
    "SCHEMA_VERSION",
    "AreaCode",
    "Authority",
    "Collection",
    "Field",
    "FieldError",
    "Label",
    "MergePolicy",
    "Reading",
    "RecordType",
    "Registry",
    "Sensitivity",
    "StateMachine",
    "covers",
    "exit_conditions",
    "flag_state",
    "level",
    "parse_area",
    "township_of",
]
