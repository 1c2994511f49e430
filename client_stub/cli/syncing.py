"""Commands about tablet and server: enrol, sync, status."""

from typing import Annotated

import typer

from client_stub.cli.opening import opened
from client_stub.cli.tables import both, console, say, status_table
from client_stub.enrolment_link import Invitation, read_link
from client_stub.messages import STATUSES, Say
from client_stub.syncing import SyncResult
from client_stub.tablet import Tablet
from sync.outcome import Status


def enrol(
    context: typer.Context,
    server: Annotated[str | None, typer.Argument(help="服务器地址。 The server's address.")] = None,
    code: Annotated[str | None, typer.Argument(help="登记码。 The one-time code.")] = None,
    qr_text: Annotated[str | None, typer.Option(help="二维码内容。 What the QR code says, in place of both.")] = None,
    label: Annotated[str, typer.Option(help="平板名称。 A name for people.")] = "",
) -> None:
    """登记平板；可用新登记码重新登记，数据保留。 Enrol this tablet; anew with a new code it keeps what it holds."""
    if (qr_text is None) != (server is not None and code is not None):
        say(Say.QR_OR_CODE.label, "red")
        raise typer.Exit(1)
    with opened(context, enrolled=False) as tablet:
        where = read_link(qr_text) if qr_text is not None else Invitation(server or "", code or "")
        enrolment = tablet.enrol(where.server_url, where.code, label)
        say(Say.ENROLLED.with_(device=enrolment.device), "green")
        names = tablet.remit.names
        say(Say.YOUR_AREAS.with_(areas="、".join(names.get(area, area) for area in tablet.remit.scope)))


def sync(context: typer.Context) -> None:
    """同步。 Bring tablet and server to the same, and prove it."""
    with opened(context) as tablet:
        with console.status(both(Say.SYNCING.label)):
            result = tablet.sync()
        refused = sum(len(one.revisions) for one in tablet.set_aside() if one.refused)
        _say_arrived(result, refused)
        _report(tablet, result)
        if refused or not result.complete:
            raise typer.Exit(1)


def status(context: typer.Context) -> None:
    """查看平板状态。 Show how the tablet stands."""
    with opened(context) as tablet:
        console.print(status_table(tablet.status()))


def _say_arrived(result: SyncResult, refused: int) -> None:
    """Say how much of it all arrived; what was refused, now or before, is no part of the streams any more."""
    held, total = result.arrived
    if refused:
        say(Say.REFUSED.with_(held=held, total=total + refused, count=refused), "red")
    elif result.complete:
        say(Say.ARRIVED.with_(held=held, total=total), "green")
    else:
        say(Say.NOT_ARRIVED.with_(held=held, total=total), "yellow")


def _report(tablet: Tablet, result: SyncResult) -> None:
    if result.refusal is not None:
        say(Say.DELIVERED_ONLY.label, "yellow")
        say(result.refusal.title)
        say(result.refusal.remedy)
    if result.outcomes:
        say(Say.SENT.with_(count=len(result.outcomes)))
        for one in Status:
            if count := result.count(one):
                console.print("  ", both(STATUSES[one]), f" {count}")
    names = tablet.remit.names
    for said, areas in ((Say.ERASED, result.erased), (Say.KEPT, result.kept)):
        for area in areas:
            say(said.with_(area=f"{names.get(area, '')}{area}"), "yellow")
    report = tablet.status()
    for said, count in (
        (Say.BREAKS, result.breaks),
        (Say.CONFLICTS_OPEN, report.conflicts),
        (Say.VOID_OPEN, report.void_fields),
        (Say.REQUESTS_OPEN, len(tablet.requested())),
        (Say.ASIDE_OPEN, report.set_aside),
    ):
        if count:
            say(said.with_(count=count), "yellow")
