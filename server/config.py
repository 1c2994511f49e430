"""The server's settings: from environment variables `RUHU_…`, or as they are passed in."""

from pathlib import Path

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the server keeps its data, where it listens, and what it is.

    Attributes:
        data_dir: the folder of its keys and, unless another database is named, of its SQLite file.
        database_url: `sqlite:///…` or `postgresql://…`; empty for the SQLite file `ruhu.db` in `data_dir`.
        host, port: where it listens. Other machines reach it through a proxy that speaks TLS.
        area: what it covers when it is first installed.
        name: its name for people when it is first installed.
        enrolment_hours: how long a code for a tablet is valid.
        verification: whether this process runs the verification worker.
    """

    model_config = SettingsConfigDict(env_prefix="RUHU_", frozen=True, extra="forbid")

    data_dir: Path = Path("ruhu-data")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    area: str = "4108"
    name: str = "焦作市入户核查服务器"
    enrolment_hours: int = 72
    verification: bool = True

    @model_validator(mode="before")
    @classmethod
    def _default_database(cls, values: dict[str, object]) -> dict[str, object]:
        """Name the SQLite file where no database is named."""
        if not values.get("database_url"):
            folder = Path(str(values.get("data_dir", cls.model_fields["data_dir"].default)))
            return {**values, "database_url": f"sqlite:///{folder.absolute() / 'ruhu.db'}"}
        return values
