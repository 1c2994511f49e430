"""A process that runs the verification worker of a server until it is killed: `run_worker DATA_DIR DATABASE_URL`."""

import sys
import threading
from pathlib import Path

from server.config import Settings
from server.services import Services
from server.verification.policy import load_policy
from server.verification.worker import Worker

if __name__ == "__main__":
    folder, url = sys.argv[1:]
    services = Services.open(Settings(data_dir=Path(folder), database_url=url))
    Worker(services.replica, load_policy(), services.clock).start()
    threading.Event().wait()
