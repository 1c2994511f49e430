"""The command `fleet`: simulated tablets against a server that is there for it."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from client_stub.cli.opening import explained
from client_stub.cli.tables import both, console
from client_stub.fleet import FleetReport, run_fleet
from client_stub.messages import FLEET_COUNTS, FLEET_STAGES, Say


def fleet(
    server: Annotated[str, typer.Argument(help="服务器地址。 The server's address.")],
    *,
    codes: Annotated[Path, typer.Option(exists=True, help="登记码文件，每行一个。 Enrolment codes, one a line.")],
    households: Annotated[Path, typer.Option(exists=True, help="农户文件，每行一个 JSON。 Households, a JSON a line.")],
    folder: Annotated[Path, typer.Option(help="平板文件夹所在。 Where the tablets' folders go.")] = Path("fleet"),
    seed: Annotated[int, typer.Option(help="随机种子。 Of all that is drawn.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="天数。 How many days.")] = 3,
    threads: Annotated[int, typer.Option(min=1, help="同时工作的平板数。 Tablets at work at once.")] = 4,
) -> None:
    """模拟一批平板走访多天。 Let simulated tablets survey households for some days."""
    with explained(), households.open("rb") as lines, FleetProgress() as progress:
        report = run_fleet(
            server,
            codes.read_text().split(),
            (msgspec.json.decode(line) for line in lines),
            folder=folder,
            seed=seed,
            days=days,
            threads=threads,
            progress=progress.tell,
        )
    console.print(report_table(report))
    if not (report.complete and report.equal):
        raise typer.Exit(1)


class FleetProgress(Progress):
    """A bar for each stage of a fleet's days."""

    def __init__(self) -> None:
        """Show description, bar, count and time."""
        super().__init__(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )

    def tell(self, stage: str, done: int, total: int) -> None:
        """Take what `run_fleet` tells."""
        if done == 0:
            label = FLEET_STAGES[stage]
            self.add_task(f"{label.zh} [dim]{label.en}[/]", total=total)
        else:
            self.update(self.task_ids[-1], completed=done)


def report_table(report: FleetReport) -> Table:
    """Show what came of a fleet's days."""
    table = Table(show_header=False)
    counts: dict[str, object] = {
        "tablets": report.tablets,
        "households": report.households,
        **{name: getattr(report.tally, name) for name in report.tally.__dataclass_fields__ if name != "mistakes"},
        "open_conflicts": report.open_conflicts,
        "seconds": round(report.seconds),
    }
    for name, count in counts.items():
        table.add_row(both(FLEET_COUNTS[name]), str(count))
    for name, count in sorted(report.tally.mistakes.items()):
        table.add_row(both(FLEET_COUNTS["mistakes"]), f"{name} {count}")
    proven = report.complete and report.equal
    said = Say.ARRIVED if proven else Say.NOT_ARRIVED
    table.add_section()
    table.add_row(both(said.with_(held=report.held, total=report.total), "green" if proven else "red"), "")
    return table
