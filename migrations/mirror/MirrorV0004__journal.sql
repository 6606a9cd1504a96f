CREATE TABLE deleted_issues ( -- Issues that the mirror held and that are gone from it.
    id INTEGER PRIMARY KEY, -- Jira's id.
    key TEXT NOT NULL, -- The last key known.
    project_id INTEGER NOT NULL, -- The last project known.
    summary TEXT, -- The last summary known.
    reason TEXT NOT NULL -- gone (deleted, or no longer visible: Jira answers both alike), archived …
        CHECK (reason IN ('gone', 'archived', 'project_gone', 'out_of_scope')),
    detected_at TIMESTAMP NOT NULL, -- When it was noticed.
    snapshot TEXT NOT NULL -- The issue as the mirror held it, with its children as arrays: a JSON object.
);

CREATE TABLE sync_runs ( -- The journal: one row a run, kept for 400 days.
    id INTEGER PRIMARY KEY, -- Counts the runs.
    started_at TIMESTAMP NOT NULL, -- When the run began.
    finished_at TIMESTAMP, -- When it ended; NULL while it runs, or where it was killed.
    kind TEXT NOT NULL, -- What it set out to do: fill, incremental, reconcile …
    outcome TEXT CHECK (outcome IN ('complete', 'partial', 'failed')), -- How it ended; NULL like finished_at.
    exit_status INTEGER, -- The exit status of the program.
    message TEXT, -- What went wrong, as it was told.
    server_started_at TIMESTAMP, -- The server's clock before the first request.
    issues_read INTEGER, -- Issues that came with the answers.
    issues_written INTEGER, -- Issues that were new or changed.
    issues_deleted INTEGER, -- Issues that were moved to deleted_issues.
    quarantined INTEGER, -- Records that were newly put aside.
    requests INTEGER, -- Requests that were sent, retries included.
    retries INTEGER, -- Requests that repeated a failed one.
    bytes INTEGER, -- Bytes of all answers, decompressed.
    wait_seconds REAL, -- Time spent in waiting because the server asked for it.
    expected_total INTEGER, -- Issues that Jira counted at the end.
    mirror_total INTEGER -- Issues that the mirror held at the end.
);

CREATE TABLE sync_checkpoints ( -- How far each stream has been read; committed together with the rows.
    stream TEXT NOT NULL, -- What is read.
    scope TEXT NOT NULL, -- The part of it: a project id, or empty.
    state TEXT NOT NULL, -- JSON: where the next run goes on; only the program reads it.
    updated_at TIMESTAMP NOT NULL, -- When it was last written.
    PRIMARY KEY (stream, scope)
) WITHOUT ROWID;

CREATE TABLE quarantine ( -- Records that could not be read; each run tries them again.
    stream TEXT NOT NULL, -- What was read.
    record TEXT NOT NULL, -- The record's id or key, or its place in the answer.
    reason TEXT NOT NULL, -- What is wrong, from the last try.
    raw BLOB, -- The record as the server sent it, up to 1 MB.
    attempts INTEGER NOT NULL, -- How often it was tried.
    first_seen_at TIMESTAMP NOT NULL, -- When it first failed.
    last_seen_at TIMESTAMP NOT NULL, -- When it last failed.
    PRIMARY KEY (stream, record)
);

CREATE TABLE backfills ( -- Work that a new version of the schema left to later runs.
    name TEXT NOT NULL PRIMARY KEY, -- What is to be filled.
    requested_at TIMESTAMP NOT NULL, -- Since when.
    done BOOLEAN NOT NULL DEFAULT 0 CHECK (done IN (0, 1)), -- Whether all of it is filled.
    remaining INTEGER -- Issues that are still to be read again; NULL is not counted yet.
) WITHOUT ROWID;
