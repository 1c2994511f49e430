"""`ruhu init` and `ruhu serve`."""

import gc
import socket
from typing import Annotated, Any, Final

import typer
import uvicorn

from server.app import create_app
from server.cli.messages import Say
from server.cli.opening import opening, say
from server.config import Settings
from server.logs import configure_logs
from server.services import Services

COLLECT_AFTER: Final = (50_000, 20, 100)
"""Thresholds of the garbage collector. A push makes a hundred thousand objects, which go with its answer and without
the collector. By default it would look through the whole process during each push, and take half of the CPU time."""


def initialise(
    area: Annotated[
        str | None, typer.Option(help="负责的地区，默认全市。 The area that it covers; by default the city.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="服务器名称。 Its name for people.")] = None,
) -> None:
    """建立数据文件夹、密钥和数据库，可重复执行。 Make the data folder, the keys and the database; again is harmless."""
    with opening(_settings(area=area, name=name)) as services:
        _install(services, new_only=False)


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址。 Where it listens.")] = None,
    port: Annotated[int | None, typer.Option(help="端口，0 为任一空闲端口。 0 takes any that is free.")] = None,
) -> None:
    """启动服务，首次启动时自动初始化。 Run the server; it installs itself at the first time."""
    with opening(_settings(host=host, port=port)) as services:
        _install(services, new_only=True)
        configure_logs()
        settings = services.settings
        config = uvicorn.Config(
            create_app(services),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
        listener = config.bind_socket()
        # asyncio does this for sockets that it opens itself. Without it the second packet of an answer waits 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        address, bound = listener.getsockname()[:2]
        say(Say.LISTENING, address=f"http://{address}:{bound}")
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        uvicorn.Server(config).run(sockets=[listener])


def _settings(**chosen: Any) -> Settings:  # noqa: ANN401 -- the settings say of which type
    return Settings(**{name: value for name, value in chosen.items() if value is not None})


def _install(services: Services, *, new_only: bool) -> None:
    done = services.install()
    if done.new or not new_only:
        folder = services.settings.data_dir.absolute()
        areas = " ".join(done.areas)
        say(Say.INSTALLED if done.new else Say.ALREADY_INSTALLED, folder=folder, device=done.device, areas=areas)
