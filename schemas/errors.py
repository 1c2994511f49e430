"""What can be wrong with one field of a revision. The sentences for people are in `schemas.messages`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WRONG_TYPE: Final = "wrong_type"
REQUIRED: Final = "required"
BAD_FORMAT: Final = "bad_format"
NOT_IN_CODE_LIST: Final = "not_in_code_list"
OUT_OF_RANGE: Final = "out_of_range"
TOO_SHORT: Final = "too_short"
TOO_LONG: Final = "too_long"
MISSING_KEY: Final = "missing_key"
ITEMS_ONLY: Final = "items_only"
BAD_ITEM_KEY: Final = "bad_item_key"
TRANSITION: Final = "transition"
ROLE: Final = "role"
SERVER_ONLY: Final = "server_only"

# What the judge finds beyond the record itself (the house rules).
LOCKED: Final = "locked"
OWN_WORK: Final = "own_work"
OPEN_ERRORS: Final = "open_errors"
OPEN_WARNINGS: Final = "open_warnings"
EDITED_SINCE: Final = "edited_since"
UNUSABLE: Final = "unusable"


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a field of a revision is void.

    `code` is one of this module's constants. `params` explains it: `at` is the place within a value that is a map or a
    list ("lines/3/amount"); `limit` the bound passed ("≤ 999"); `list` the code list; `key` the key meant.
    """

    code: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
