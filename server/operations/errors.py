"""What backing up and restoring may refuse.

OperationsError
├── TargetInside      backups would lie in the data folder that they secure
├── BackupRunning     another backup is being made into the same folder
├── BackupBroken      an archive is damaged, incomplete, or none
├── BackupUnknown     an archive was made by a newer version, or of another kind of database
├── TargetNotEmpty    there is data where a backup was to be restored
└── RestoredOther     what was restored is not what the archive says that it holds
"""

from pathlib import Path


class OperationsError(Exception):
    """Base of all errors of operations."""


class TargetInside(OperationsError):
    """A backup is to survive the loss of the data folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(str(folder))


class BackupRunning(OperationsError):
    """One backup at a time into a folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(str(folder))


class BackupBroken(OperationsError):
    """An archive does not hold what its manifest says; the message is what was found."""


class BackupUnknown(OperationsError):
    """An archive that this server cannot be made from; the message is why."""


class TargetNotEmpty(OperationsError):
    """A backup is restored where there is nothing yet."""

    def __init__(self, place: str) -> None:
        """Name the folder or the database."""
        super().__init__(place)


class RestoredOther(OperationsError):
    """The streams in the restored database are not those of the manifest; the message names an area."""
