"""The schema of the tablet's file: one list of statements a version, numbered by SQLite's `user_version`.

A version that has been released never changes; what comes later is a further version.
"""

VERSIONS = (
    (
        """
        CREATE TABLE stream (
            area    TEXT PRIMARY KEY,
            number  INTEGER NOT NULL,
            digest  TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE log (
            area        TEXT NOT NULL,
            number      INTEGER NOT NULL,
            digest      TEXT NOT NULL,
            id          TEXT NOT NULL,
            type        TEXT NOT NULL,
            record      TEXT NOT NULL,
            body        BLOB NOT NULL,
            arrival     INTEGER NOT NULL,
            author_seal TEXT,
            judge_seal  TEXT,
            via         TEXT,
            held_by     TEXT,
            PRIMARY KEY (area, number),
            UNIQUE (area, id)
        ) STRICT
        """,
        "CREATE INDEX log_record ON log (area, type, record, number)",
        # Holds all that a receipt reads, so that the bodies stay on the disk.
        "CREATE INDEX log_receipt ON log (area, number, held_by, via, id)",
        """
        CREATE TABLE record (
            area      TEXT NOT NULL,
            type      TEXT NOT NULL,
            record    TEXT NOT NULL,
            state     BLOB NOT NULL,
            -- Whether some field has several candidates, so that it may be in conflict.
            contested INTEGER NOT NULL,
            PRIMARY KEY (area, type, record)
        ) STRICT
        """,
        "CREATE INDEX record_contested ON record (area) WHERE contested",
        """
        CREATE TABLE seal (
            area    TEXT NOT NULL,
            id      TEXT NOT NULL,
            body    BLOB NOT NULL,
            PRIMARY KEY (area, id)
        ) STRICT
        """,
        """
        CREATE TABLE waiting (
            area        TEXT NOT NULL,
            id          TEXT NOT NULL,
            body        BLOB NOT NULL,
            status      TEXT NOT NULL,
            reason      TEXT NOT NULL,
            missing     TEXT NOT NULL,
            because     TEXT,
            arrival     INTEGER NOT NULL,
            author_seal TEXT,
            judge_seal  TEXT,
            via         TEXT,
            PRIMARY KEY (area, id)
        ) STRICT
        """,
        """
        CREATE TABLE cursor (
            peer    TEXT NOT NULL,
            area    TEXT NOT NULL,
            number  INTEGER NOT NULL,
            digest  TEXT NOT NULL,
            PRIMARY KEY (peer, area)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE fact (
            name    TEXT PRIMARY KEY,
            value   BLOB NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE note (
            id      INTEGER PRIMARY KEY,
            time    INTEGER NOT NULL,
            code    TEXT NOT NULL,
            params  TEXT NOT NULL
        ) STRICT
        """,
        # Void fields that their author has decided to leave as they are.
        """
        CREATE TABLE left_void (
            area     TEXT NOT NULL,
            revision TEXT NOT NULL,
            field    TEXT NOT NULL,
            PRIMARY KEY (area, revision, field)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)
