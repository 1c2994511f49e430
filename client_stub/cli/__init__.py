"""The command line of the tablet: `ruhu-tablet`.

`app` has the commands, `form` fills a household's form from `field=value` pairs, `paper` turns what people write into
values and back, `tables` shows what the tablet holds. Every sentence is in `client_stub.messages`.
"""

from client_stub.cli.app import app

__all__ = ["app"]
