"""The server's settings: from environment variables `RUHU_…`, from files of secrets, or as they are passed in.

A secret is better a file than a variable: one of the variable's name in lower case, in `/run/secrets` (where Docker
puts them) or in the folder that systemd names by `CREDENTIALS_DIRECTORY`.

`docs/settings.md` is written from here: `python -m server.config > docs/settings.md`.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict
from sqlalchemy import make_url

from schemas.label import Label

PREFIX: Final = "RUHU_"
"""Of every variable."""

SECRETS: Final = Path("/run/secrets")
"""Where Docker puts files of secrets."""


class Settings(BaseSettings):
    """Where the server keeps its data, where it listens, and what it is."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Annotated[
        Path,
        Label("数据文件夹：服务器密钥和默认的 SQLite 数据库", "The folder of its keys and of its SQLite file."),
    ] = Path("ruhu-data")
    database_url: Annotated[
        str,
        Label(
            "数据库：sqlite:///… 或 postgresql://…；不填为数据文件夹中的 ruhu.db",
            "`sqlite:///…` or `postgresql://…`; empty for the file `ruhu.db` in the data folder.",
        ),
    ] = ""
    database_password: Annotated[
        SecretStr,
        Label("数据库密码，不写在地址中时用", "The database's password, where the URL does not hold it."),
    ] = SecretStr("")
    host: Annotated[
        str,
        Label(
            "监听地址；其他机器经 TLS 代理访问",
            "Where it listens. Other machines reach it through a proxy that speaks TLS.",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535), Label("端口，0 为任一空闲端口", "The port; 0 takes any that is free.")
    ] = 8000
    area: Annotated[
        str, Label("首次初始化时负责的地区", "What it covers when it is first installed; an area code.")
    ] = "4108"
    name: Annotated[str, Label("首次初始化时的名称", "Its name for people when it is first installed.")] = (
        "焦作市入户核查服务器"
    )
    public_url: Annotated[
        str,
        Label(
            "平板和浏览器访问的地址，如 https://ruhu.example.cn；印在登记码页上",
            "At which address tablets and browsers reach it, such as `https://ruhu.example.cn`; printed on sheets.",
        ),
    ] = ""
    enrolment_hours: Annotated[
        int, Field(gt=0), Label("平板登记码有效小时数", "For how many hours a code for a tablet is valid.")
    ] = 72
    requests_per_minute: Annotated[
        int,
        Field(gt=0),
        Label(
            "每个设备或用户每分钟最多请求数；无凭证的请求按地址计，为其 5 倍",
            "Requests a minute of one device or person at most; without a token, five times as many of one address.",
        ),
    ] = 1200
    verification: Annotated[bool, Label("本进程是否运行核查", "Whether this process runs the verification worker.")] = (
        True
    )
    policy: Annotated[
        Path | None,
        Label(
            "本单位的政策参数文件；不填为程序自带的焦作市参数",
            "A policy file of the office's own; empty for the one of Jiaozuo that comes with the program.",
        ),
    ] = None
    metrics_token: Annotated[
        SecretStr,
        Label(
            "读取 /metrics 的口令；不填则只限本机读取",
            "What `/metrics` is read with, as a bearer token; empty lets this machine alone read it.",
        ),
    ] = SecretStr("")
    pg_bin: Annotated[
        Path | None,
        Label(
            "pg_dump 和 pg_restore 所在文件夹，不填则按 PATH 查找",
            "The folder of `pg_dump` and `pg_restore`; by default they are looked for on the PATH.",
        ),
    ] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- the framework's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 -- looked for where there are any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, the first that has one before the others."""
        folders = [Path(name) for name in (os.environ.get("CREDENTIALS_DIRECTORY"), SECRETS) if name]
        files = [SecretsSettingsSource(settings_cls, secrets_dir=one) for one in folders if one.is_dir()]
        return init_settings, env_settings, *files

    @model_validator(mode="before")
    @classmethod
    def _name_database(cls, values: dict[str, object]) -> dict[str, object]:
        """Name the SQLite file where no database is named, and put a password that stands alone into the URL."""
        if not values.get("database_url"):
            folder = Path(str(values.get("data_dir", cls.model_fields["data_dir"].default)))
            return {**values, "database_url": f"sqlite:///{folder.absolute() / 'ruhu.db'}"}
        password = values.get("database_password")
        if password:
            plain = password.get_secret_value() if isinstance(password, SecretStr) else str(password)
            url = make_url(str(values["database_url"])).set(password=plain)
            return {**values, "database_url": url.render_as_string(hide_password=False)}
        return values


class Shown(NamedTuple):
    """One setting for people: its variable, its value without secrets, and what it is."""

    variable: str
    value: str
    label: Label


def shown(settings: Settings) -> Iterator[Shown]:
    """Iterate over all settings in their order."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if name == "database_url":
            value = make_url(value).render_as_string(hide_password=True)
        yield Shown(_variable(name), "" if value is None else str(value), _label(field.metadata))


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that look like settings and are none: a name mistyped, or of another version."""
    known = {_variable(name) for name in Settings.model_fields}
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


def document() -> str:
    """Return all settings as a page in Markdown."""
    rows: list[str] = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None or isinstance(field.default, SecretStr) else str(field.default)
        label = _label(field.metadata)
        rows.append(f"| `{_variable(name)}` | {f'`{default}`' if default else ''} | {label.zh} | {label.en} |")
    return "\n".join([_PAGE, *rows, ""])


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _label(metadata: list[object]) -> Label:
    return next(one for one in metadata if isinstance(one, Label))


_PAGE: Final = """# Settings
Environment variables of the server, in the systemd installation the lines of `/etc/ruhu/ruhu.env`. `ruhu settings`
shows them as they are in force, secrets masked; `ruhu doctor` tells of variables that are none of these.

A secret is better a file than a variable: one of the variable's name in lower case (`ruhu_database_password`) in
`/run/secrets`, where Docker puts them, or handed over by systemd (`LoadCredential=`). A variable goes before a file.

This page is written from the code: `python -m server.config > docs/settings.md`.

| variable | default | 说明 | meaning |
| --- | --- | --- | --- |"""

if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 -- the page is what this module is run for
