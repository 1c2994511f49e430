"""All rules, in the order of the domain specification."""

from collections.abc import Mapping
from typing import Final

from server.verification.rule import Rule
from server.verification.rules.arithmetic import (
    HEAD_COUNT_WRONG,
    INCOME_GROSS_MISMATCH,
    INCOME_NET_MISMATCH,
    INCOME_PER_CAPITA_MISMATCH,
    INCOME_PROPERTY_SUM_MISMATCH,
    INCOME_TRANSFER_SUM_MISMATCH,
    MEMBER_COUNT_MISMATCH,
)
from server.verification.rules.exits import EXIT_INCOME_BELOW_LINE
from server.verification.rules.history import YOY_INCOME_JUMP
from server.verification.rules.labour import WAGE_WITHOUT_WORKER
from server.verification.rules.people import DUPLICATE_PERSON, ID_BAD_CHECKSUM, ID_SEX_MISMATCH

CATALOGUE: Final[tuple[Rule, ...]] = (
    INCOME_GROSS_MISMATCH,
    INCOME_TRANSFER_SUM_MISMATCH,
    INCOME_PROPERTY_SUM_MISMATCH,
    INCOME_NET_MISMATCH,
    INCOME_PER_CAPITA_MISMATCH,
    MEMBER_COUNT_MISMATCH,
    HEAD_COUNT_WRONG,
    ID_BAD_CHECKSUM,
    ID_SEX_MISMATCH,
    DUPLICATE_PERSON,
    WAGE_WITHOUT_WORKER,
    EXIT_INCOME_BELOW_LINE,
    YOY_INCOME_JUMP,
)

BY_ID: Final[Mapping[str, Rule]] = {rule.id: rule for rule in CATALOGUE}

PARAMETERS: Final[frozenset[str]] = frozenset(name for rule in CATALOGUE for name in rule.parameters)
"""The parameters of the policy that the rules read, all of which a policy file must know."""
