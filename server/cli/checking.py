"""`ruhu fsck`: the whole log checked against itself, and the indexes against the records; `ruhu reindex`."""

from itertools import chain

import typer
from rich.progress import Progress

from server.cli.messages import FAULTS, Say
from server.cli.opening import both, console, opened, say
from server.reading import indexes
from server.store.fsck import Finding, check

_SHOWN = 100
"""Differences that are printed one by one."""


def fsck() -> None:
    """逐条核验全部数据，不作改动；有差异则退出码为 1。 Check the whole log, change nothing; status 1 on differences."""
    with opened() as services, Progress(console=console) as progress:
        with services.replica.reading() as (tx, node):
            areas = len(tx.areas())
        task = progress.add_task(both(Say.CHECKING.label), total=None)
        checked = count = 0

        def advance(done: int, total: int) -> None:
            nonlocal checked
            checked = done
            progress.update(task, completed=done, total=total)

        store = services.replica.store
        for count, finding in enumerate(chain(check(store, node.directory, advance), indexes.check(store)), 1):
            if count <= _SHOWN:
                _show(finding)
    if count:
        say(Say.BROKEN, "red", count=count)
        raise typer.Exit(1)
    say(Say.CLEAN, "green", areas=areas, revisions=checked)


def reindex() -> None:
    """重建户、清单和检索的索引，可随时运行。 Make the indexes of households, lists and search anew; at any time."""
    with opened() as services, Progress(console=console) as progress:
        task = progress.add_task(both(Say.REINDEXING.label), total=None)
        areas = 0

        def advance(done: int, total: int) -> None:
            nonlocal areas
            areas = done
            progress.update(task, completed=done, total=total)

        indexes.remake(services.replica.store, advance)
    say(Say.REINDEXED, "green", areas=areas)


def _show(finding: Finding) -> None:
    said = both(FAULTS[finding.fault])
    console.print(f"{finding.area} {finding.at}  {said}  {finding.detail}", style="red", markup=False, highlight=False)
