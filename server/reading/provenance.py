"""Who wrote which value, on which device, when and where: of every value that a record shows or that is open in it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from server.identity import users
from server.reading.past import Entry, Record
from server.store import histories
from server.store.log import LogTransaction
from sync.directory import ENROLMENT, Directory
from sync.merge import State


class Names(NamedTuple):
    """What people and devices are called, by their ids; nothing of those that this server does not know."""

    people: Mapping[str, str]
    devices: Mapping[str, str]


class Written(NamedTuple):
    """A candidate of a field, and the revision that wrote it; `time` is effective (unix ms)."""

    value: Any
    time: int
    entry: Entry


def provenance(record: Record, state: State) -> dict[str, list[Written]]:
    """Return the candidates of each field of a record in this state; the last one is the value that is shown."""
    entries = {one.revision.id: one for one in record.entries}
    return {
        field: [Written(one.value, one.time, entries[one.revision]) for one in found]
        for field, found in sorted(state.candidates.items())
    }


def names_of(tx: LogTransaction, directory: Directory, entries: Iterable[Entry]) -> Names:
    """Return the names of the people and devices that wrote and brought these revisions."""
    entries = list(entries)
    people = users.of(tx.connection, {one.revision.actor for one in entries})
    devices = {name for one in entries for name in (one.revision.device, one.row.via) if name}
    return Names({one.id: one.name for one in people.values()}, _labels(tx, directory, devices))


def _labels(tx: LogTransaction, directory: Directory, devices: Collection[str]) -> dict[str, str]:
    areas = {found.area for device in devices if (found := directory.device(device)) is not None}
    labels: dict[str, str] = {}
    for area in sorted(areas, reverse=True):  # the wider area's word holds
        for state in histories.states_of_type(tx.connection, area, ENROLMENT).values():
            device, label = state.value("device"), state.value("label")
            if device in devices and label:
                labels[device] = label
    return labels
