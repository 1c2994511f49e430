"""A process that writes on a tablet until it is killed, and says after each edit that it is saved.

Run as `python -m tests.integration.tablet.writing_process <folder>`.
"""

import itertools
import sys
from pathlib import Path

from client_stub.editing import Edit, Occasion
from client_stub.tablet import Tablet
from sync.revision import RecordKey
from tests.integration.tablet.home import VILLAGE


def main() -> None:
    tablet = Tablet(Path(sys.argv[1]))
    for number in itertools.count():
        key = RecordKey("household", f"0190f1a2-0000-7000-8000-{number % 7:012x}")
        written = tablet.edit([Edit(VILLAGE, key, {"hamlet": str(number)})], Occasion("desk_edit"))
        print(written[0].id, flush=True)


if __name__ == "__main__":
    main()
