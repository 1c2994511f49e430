"""`ruhu backup` and `ruhu restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from schemas.day import local_time
from server.cli.messages import Say
from server.cli.opening import both, console, fail, opened, say
from server.config import Settings
from server.operations import archive, backup, restore
from server.operations.archive import Manifest
from server.operations.errors import OperationsError
from server.operations.messages import AFTER_RESTORING, REFUSALS
from server.store.errors import StoreError


def make_backup(
    target: Annotated[Path, typer.Argument(help="存放备份的文件夹，或用 --check 检查的备份。 A folder, or a backup.")],
    keep: Annotated[
        int | None, typer.Option(min=1, help="只保留最新的几份。 How many of the newest stay; by default all.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查一份备份。 Check a backup, and make none.")] = False,
) -> None:
    """备份数据库和密钥，服务不必停。 Back up the database and the keys while the server runs."""
    if check:
        _check(target, keep)
        return
    with opened() as services, _refusing(), Progress(console=console) as shown:
        task = shown.add_task(both(Say.COPYING.label), total=None)
        made = backup.make(
            services,
            target,
            keep=keep,
            progress=lambda done, total: shown.update(task, completed=done, total=total),
        )
    for one in made.removed:
        say(Say.BACKUP_REMOVED, file=one)
    say(Say.BACKED_UP, "green", file=made.place, size=made.size // 1024, **_facts(made.manifest))


def restore_backup(
    source: Annotated[Path, typer.Argument(help="备份文件。 A backup.", exists=True, dir_okay=False)],
) -> None:
    """把备份恢复到空的数据文件夹和空数据库。 Restore a backup into an empty data folder and an empty database."""
    with _refusing():
        manifest = restore.restore(source, Settings())
    say(Say.RESTORED, "green", folder=Settings().data_dir.absolute(), **_facts(manifest))
    for number, step in enumerate(AFTER_RESTORING, 1):
        console.print(f"{number}. {both(step)}", markup=False, highlight=False, soft_wrap=True)


def _check(place: Path, keep: int | None) -> None:
    if keep is not None or not place.is_file():
        raise fail(Say.CHECK_WHAT)
    with _refusing():
        manifest = archive.check(place)
    say(Say.BACKUP_SOUND, "green", file=place, **_facts(manifest))


def _facts(manifest: Manifest) -> dict[str, object]:
    return {
        "server": manifest.server,
        "made_at": f"{local_time(manifest.made_at):%Y-%m-%d %H:%M:%S}",
        "areas": len(manifest.streams),
        "revisions": sum(end.number for end in manifest.streams.values()),
    }


@contextmanager
def _refusing() -> Iterator[None]:
    """End the command with status 1 on what operations refuse, and say why."""
    try:
        yield
    except OperationsError as error:
        console.print(both(REFUSALS[type(error)]), style="red", markup=False)
        console.print(str(error), style="dim", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    except StoreError as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
