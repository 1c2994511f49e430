"""The protocol over HTTP, with real seals: push, pull, ids, heads."""

from server.identity import devices
from sync import digest, messages, revision
from sync.messages import PushHeader
from sync.outcome import Reason, Status
from sync.revision import RecordKey
from tests.integration.api.people import OTHER_VILLAGE, VILLAGE, Office, new_uuid


def id_of(line: bytes) -> str:
    read = messages.decode_line(line)
    return read if isinstance(read, str) else read.id


async def test_a_pushed_revision_reaches_the_other_tablet_of_the_village(office: Office):
    anna, bo = await office.collector("anna"), await office.collector("bo")
    written = anna.write({"household_no": "1"})

    answer = await anna.push(written)
    assert [one.status for one in answer.header.outcomes] == [Status.ACCEPTED]
    assert answer.header.streams[VILLAGE].number == 3  # after the assignments of the two
    assert [one.heads for one in answer.header.heads] == [(written.id,)]

    pulled = await bo.pull()
    assert pulled.lines[-1] == written.body
    assert digest.add(digest.EMPTY, map(id_of, pulled.lines)) == answer.header.streams[VILLAGE].digest
    assert pulled.header.scope == (VILLAGE,)
    assert {one.by for one in pulled.header.seals} == {anna.device, office.services.replica.signer.device}


async def test_what_a_tablet_brought_comes_back_to_it_as_ids(office: Office):
    anna = await office.collector()
    written = anna.write({"household_no": "1"})
    await anna.push(written)
    assert (await anna.pull()).lines[-1] == messages.encode_id(written.id)


async def test_a_retry_gets_the_stored_outcomes_and_changes_nothing(office: Office):
    anna = await office.collector()
    good, bad = anna.write({"household_no": "1"}), anna.write({"phone": "123"})
    first = await anna.push(good, bad)
    again = await anna.push(good, bad)
    assert [one.known for one in again.header.outcomes] == [True, True]
    assert [(one.status, one.number, one.void) for one in again.header.outcomes] == [
        (one.status, one.number, one.void) for one in first.header.outcomes
    ]
    assert again.header.streams == first.header.streams


async def test_one_bad_field_voids_itself_only_and_the_verdict_comes_along(office: Office):
    anna = await office.collector()
    bad = anna.write({"household_no": "1", "phone": "123"})
    answer = await anna.push(bad)
    assert answer.header.outcomes[0].void == {"phone": "bad_format"}
    assert [revision.parse(line).set["revision"] for line in answer.lines] == [bad.id]


async def test_bad_lines_do_not_block_the_good_ones(office: Office):
    anna = await office.collector()
    good = anna.write({"household_no": "1"})
    body = anna.body([good], b"{", b'{"a":1}', b"x" * 300_000)
    response = await anna.send("push", body)
    outcomes = messages.decode_header(response.content.split(b"\n")[0], messages.PushAnswer).outcomes
    assert [(one.status, one.reason, one.line) for one in outcomes] == [
        (Status.ACCEPTED, None, None),
        (Status.REFUSED, Reason.MALFORMED, 1),
        (Status.REFUSED, Reason.MALFORMED, 2),
        (Status.REFUSED, Reason.TOO_LARGE, 3),
    ]


async def test_a_push_without_one_readable_line_is_a_problem(office: Office):
    anna = await office.collector()
    response = await anna.send("push", messages.encode_body(PushHeader(1, ()), [b"{", b"[]"]))
    assert response.status_code == 400
    assert response.json()["code"] == "nothing_readable"
    assert [one["line"] for one in response.json()["lines"]] == [0, 1]


async def test_an_area_outside_the_scope_is_neither_written_nor_read(office: Office):
    anna = await office.collector("anna")
    other = await office.collector("other", OTHER_VILLAGE)
    await other.push(other.write({"household_no": "9"}, area=OTHER_VILLAGE))

    (outcome,) = await anna.outcomes(anna.write({"household_no": "1"}, area=OTHER_VILLAGE))
    assert (outcome.status, outcome.reason) == (Status.REFUSED, Reason.OUTSIDE_SCOPE)
    named = await anna.pull({OTHER_VILLAGE: (0, digest.EMPTY)})
    assert [page.area for page in named.header.pages] == [VILLAGE]
    assert named.header.revoked == {OTHER_VILLAGE: 2}
    asked = messages.encode_body(messages.IdsRequest(1, OTHER_VILLAGE), ())
    response = await anna.send("ids", asked)
    assert (response.status_code, response.json()["code"]) == (403, "outside_scope")


async def test_revisions_without_a_seal_or_under_another_key_are_refused(office: Office):
    anna, bo = await office.collector("anna"), await office.collector("bo")
    unsealed = anna.write({"household_no": "1"})
    response = await anna.send("push", messages.encode_body(PushHeader(1, ()), [unsealed.body]))
    outcome = messages.decode_header(response.content.split(b"\n")[0], messages.PushAnswer).outcomes[0]
    assert outcome.reason is Reason.UNSEALED

    forged = anna.write({"household_no": "2"})
    bo.device, device = anna.device, bo.device  # bo's key in anna's name
    (outcome,) = await bo.outcomes(forged)
    bo.device = device
    assert outcome.reason is Reason.SEAL_BROKEN


async def test_concurrent_edits_are_told_as_a_conflict(office: Office):
    anna, bo = await office.collector("anna"), await office.collector("bo")
    key = RecordKey("household", new_uuid())
    await anna.push(anna.write({"household_no": "1"}, key=key))
    answer = await bo.push(bo.write({"household_no": "2"}, key=key))
    (conflict,) = answer.header.conflicts
    assert (conflict.field, {one.value for one in conflict.candidates}) == ("household_no", {"1", "2"})


async def test_a_pull_comes_in_pages_that_say_what_remains(office: Office):
    anna, bo = await office.collector("anna"), await office.collector("bo")
    await anna.push(*(anna.write({"household_no": str(number)}) for number in range(5)))
    cursor, seen = (0, digest.EMPTY), []
    for remains in (5, 3, 1, 0):  # the assignments of the two come first
        page = await bo.pull({VILLAGE: cursor}, rows=2)
        assert page.header.remains == remains
        seen += map(id_of, page.lines)
        cursor = (page.header.pages[0].number, page.header.pages[0].digest)
        assert cursor[1] == digest.add(digest.EMPTY, seen)
    assert {one.id for one in anna.written} < set(seen)
    assert (await bo.pull({VILLAGE: cursor})).header.pages == ()


async def test_a_cursor_of_another_history_is_told_to_have_diverged(office: Office):
    anna = await office.collector()
    written = anna.write({"household_no": "1"})
    await anna.push(written)
    assert (await anna.pull({VILLAGE: (1, digest.EMPTY)})).header.diverged == (VILLAGE,)
    listing = await anna.ids(VILLAGE)
    assert (listing.header.number, listing.lines[-1]) == (2, messages.encode_id(written.id))
    assert (await anna.ids(VILLAGE, [written.id])).lines == [written.body]


async def test_heads_tell_how_far_the_streams_in_scope_are(office: Office):
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1"}))
    response = await office.client.get("/v1/sync/heads", headers=anna.headers)
    assert response.json()["streams"][VILLAGE]["number"] == 2


async def test_what_a_revoked_tablet_brings_is_quarantined_and_it_reads_nothing(office: Office):
    anna = await office.collector()
    before, after = anna.write({"household_no": "1"}), anna.write({"household_no": "2"})
    await anna.push(before)
    office.revoke(anna)
    (outcome,) = await anna.outcomes(after)
    assert (outcome.status, outcome.reason) == (Status.QUARANTINED, Reason.DEVICE_REVOKED)
    pulled = await anna.pull({VILLAGE: (0, digest.EMPTY)})
    assert (pulled.lines, pulled.header.scope, pulled.header.revoked) == ([], (), {VILLAGE: 2})


async def test_another_process_sees_a_revocation_at_once(office: Office):
    anna = await office.collector()
    settings = office.services.settings
    other = type(office.services).open(settings, clock=office.services.clock)
    with other.replica.begin() as (tx, node):
        device = node.directory.device(anna.device)
        assert device is not None
        devices.revoke(tx, node, device, 0)
    other.close()
    (outcome,) = await anna.outcomes(anna.write({"household_no": "1"}))
    assert outcome.status is Status.QUARANTINED
