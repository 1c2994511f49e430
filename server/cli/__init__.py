"""The command line of the server: `ruhu`.

`app` has the commands, each module of the others a group of them. What they say is in `messages`, Chinese first with
English beside; what went wrong is said in the words of the API's catalogue of problems.
"""

from server.cli.app import app

__all__ = ["app"]
