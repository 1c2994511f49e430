"""All rules, in the order of the domain specification."""

from collections.abc import Mapping
from typing import Final

from server.verification.rule import Rule
from server.verification.rules.arithmetic import INCOME_NET_MISMATCH
from server.verification.rules.labour import WAGE_WITHOUT_WORKER
from server.verification.rules.people import ID_BAD_CHECKSUM

CATALOGUE: Final[tuple[Rule, ...]] = (
    INCOME_NET_MISMATCH,
    ID_BAD_CHECKSUM,
    WAGE_WITHOUT_WORKER,
)

BY_ID: Final[Mapping[str, Rule]] = {rule.id: rule for rule in CATALOGUE}
