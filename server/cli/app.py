"""The command `ruhu`: which commands it has."""

import typer

from server.cli import (
    areas,
    assignments,
    audit,
    backup,
    checking,
    contract,
    devices,
    doctor,
    households,
    people,
    policy,
    quarantine,
    rules,
    running,
    settings,
    users,
)

app = typer.Typer(
    name="ruhu",
    help="入户服务器；设置见环境变量 RUHU_…。 The server; its settings are environment variables RUHU_….",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("init")(running.initialise)
app.command()(running.serve)
app.command()(checking.fsck)
app.command()(checking.reindex)
app.command()(settings.settings)
app.command()(doctor.doctor)
app.command("backup")(backup.make_backup)
app.command("restore")(backup.restore_backup)
for group in (users, people, assignments, devices, quarantine, audit, areas, households, rules, policy, contract):
    app.add_typer(group.app)
