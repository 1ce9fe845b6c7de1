-- What is here can be read again from the run folders: a migration may drop it all.

CREATE TABLE run (
    name        TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL, -- of the files it was read from
    outcome     TEXT           -- null if no trial ended
);

CREATE TABLE trial (
    run      TEXT NOT NULL REFERENCES run (name) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    arm      TEXT NOT NULL,
    kernel   TEXT NOT NULL,
    host     TEXT NOT NULL,
    start_ms INTEGER NOT NULL, -- since 1970
    verdict  TEXT,             -- null if it was not judged
    PRIMARY KEY (run, name)
);

CREATE TABLE unreadable (
    run  TEXT NOT NULL REFERENCES run (name) ON DELETE CASCADE,
    path TEXT NOT NULL,
    why  TEXT NOT NULL
);

CREATE INDEX unreadable_by_run ON unreadable (run);

-- Database.SCHEMA, which is read before Flyway is needed.
PRAGMA user_version = 1;
