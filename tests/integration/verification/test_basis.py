"""Another policy or another rule: every household is verified again, whoever notices."""

from dataclasses import replace

import pytest
from sqlalchemy import delete

from server.store.tables.verification import SHARED_VALUE
from server.verification import basis
from server.verification.catalogue import CATALOGUE
from server.verification.policy import Policy, load_policy
from server.verification.rules.arithmetic import INCOME_NET_MISMATCH
from server.verification.worker import Worker, drain
from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.verification.test_worker import eventually
from tests.integration.verification.village import Village, drafts
from tests.unit.server.verification.families import (
    HEAD,
    HOUSEHOLD,
    VILLAGE,
    WORKER,
    YEAR,
    family,
    household_id,
    member_id,
)

OFF_BY_TEN_YUAN = {"net_income": 2_849_000, "net_income_per_capita": None}
NET = ("income_net_mismatch", HOUSEHOLD, YEAR)


def tolerant(fen: int) -> Policy:
    policy = load_policy()
    (entry,) = policy.parameter["income_tolerance"]
    changed = {"income_tolerance": [entry.model_copy(update={"value": fen})]}
    return policy.model_copy(update={"parameter": policy.parameter | changed})


def test_a_digest_tells_policies_and_rules_apart():
    later = [replace(rule, version=2) if rule is INCOME_NET_MISMATCH else rule for rule in CATALOGUE]
    digests = [
        basis.digest(load_policy()),
        basis.digest(tolerant(2_000)),
        basis.digest(load_policy(), later),
        basis.digest(load_policy(), CATALOGUE[1:]),
    ]
    assert len(set(digests)) == len(digests)
    assert basis.digest(load_policy(), CATALOGUE[::-1]) == digests[0]


def test_what_has_not_changed_verifies_nobody(village: Village):
    village.write(*drafts(family()))
    village.drain()
    assert basis.renew(village.replica, "one") == 1
    village.drain()
    assert basis.renew(village.replica, "one") == 0
    assert village.drain().verified == 0


def test_another_policy_raises_and_clears_what_is_odd_by_it(village: Village):
    village.write(*drafts(family(OFF_BY_TEN_YUAN)))
    for fen, shown in ((100, "open"), (2_000, "resolved_auto"), (100, "open")):
        policy = tolerant(fen)
        basis.renew(village.replica, basis.digest(policy))
        drain(village.replica, policy, village.clock())
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == shown


def test_a_flag_says_by_which_version_of_the_rule_it_was_raised_last(village: Village):
    village.write(*drafts(family(OFF_BY_TEN_YUAN)))
    village.drain([INCOME_NET_MISMATCH])
    later = replace(INCOME_NET_MISMATCH, version=2)
    basis.renew(village.replica, basis.digest(load_policy(), [later]))
    assert village.drain([later]).written == 1
    flag = village.flag(*NET)
    assert flag is not None
    assert (flag.values["rule_version"], flag.revisions, flag.shown) == (2, 2, "open")


def test_the_worker_does_so_when_it_starts(village: Village):
    village.write(*drafts(family(OFF_BY_TEN_YUAN)))
    village.drain()
    basis.renew(village.replica, basis.digest(load_policy()))
    village.drain()
    worker = Worker(village.replica, tolerant(2_000), village.clock)
    worker.start()
    try:
        eventually(lambda: (flag := village.flag(*NET)) is not None and flag.shown == "resolved_auto")
    finally:
        worker.stop()


def test_what_an_older_version_has_not_indexed_is_indexed_then(village: Village):
    twice = [
        one
        for number in (1, 2)
        for one in family(members=[(HEAD, WORKER)], household=household_id(number), first=number)
    ]
    village.write(*drafts(twice))
    with village.replica.begin() as (tx, _):
        tx.connection.execute(delete(SHARED_VALUE))
    assert basis.renew(village.replica, "one") == 2
    village.drain()
    flag = village.flag_about("duplicate_person", [member_id(1), member_id(2)])
    assert flag is not None
    assert flag.shown == "open"


def test_of_an_area_with_another_home_nobody_is_verified(village: Village):
    village.write(*drafts(family()))
    moved = Draft(VILLAGE, RecordKey("home", village.new_id()), {"server": "township", "from": 1}, "desk_edit")
    village.write(moved, actor=village.device)
    village.drain()
    assert basis.renew(village.replica, "one") == 0


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough: the other tests of the store hold on both."""
    return sqlite_url
