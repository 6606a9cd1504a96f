CREATE TABLE boards ( -- Boards of Jira Software that the account sees.
    id INTEGER PRIMARY KEY, -- Jira's id.
    name TEXT NOT NULL, -- The present name.
    type TEXT NOT NULL, -- scrum or kanban.
    project_id INTEGER REFERENCES projects (id), -- The project; NULL where the board has several, or none.
    filter_id INTEGER, -- The filter whose issues it shows; NULL where the account may not see it.
    estimation_field_id TEXT REFERENCES fields (id) -- The field it estimates by; NULL is issue count or time.
);

CREATE TABLE board_columns ( -- The columns of boards.
    board_id INTEGER NOT NULL REFERENCES boards (id), -- The board.
    position INTEGER NOT NULL, -- The place from the left, from 0.
    name TEXT NOT NULL, -- What stands above it.
    PRIMARY KEY (board_id, position)
) WITHOUT ROWID;

CREATE TABLE board_column_statuses ( -- Which statuses a column shows.
    board_id INTEGER NOT NULL REFERENCES boards (id), -- The board.
    position INTEGER NOT NULL, -- The column's place on the board.
    status_id INTEGER NOT NULL REFERENCES statuses (id), -- A status of the column.
    PRIMARY KEY (board_id, position, status_id)
) WITHOUT ROWID;

CREATE TABLE sprints ( -- Sprints, as boards list them and issues name them.
    id INTEGER PRIMARY KEY, -- Jira's id.
    board_id INTEGER REFERENCES boards (id), -- The board it was made on; it may be invisible to the account.
    name TEXT, -- The present name; NULL is unknown.
    state TEXT, -- future, active or closed; NULL is unknown.
    goal TEXT, -- What the team set out to reach.
    start_at TIMESTAMP, -- When it began, or is planned to, UTC.
    end_at TIMESTAMP, -- When it is planned to end, UTC.
    complete_at TIMESTAMP, -- When it was closed, UTC; NULL while it is not.
    activated_at TIMESTAMP, -- When it was really started, UTC; only newer versions of Jira tell.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed by a board.
);

CREATE TABLE issue_sprints ( -- The sprint field of issues: the open sprint, and those that were closed with the issue in them.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    sprint_id INTEGER NOT NULL REFERENCES sprints (id), -- The sprint.
    PRIMARY KEY (issue_id, sprint_id)
) WITHOUT ROWID;

CREATE TABLE sprint_intervals ( -- Stays of issues in sprints, from the history.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    sprint_id INTEGER NOT NULL REFERENCES sprints (id), -- The sprint; its row is gone where the sprint is.
    added_at TIMESTAMP NOT NULL, -- When it was put into the sprint, UTC.
    removed_at TIMESTAMP, -- When it was taken out; NULL while the issue lists it, closed sprints included.
    PRIMARY KEY (issue_id, sprint_id, added_at)
) WITHOUT ROWID;

CREATE TABLE remote_links ( -- Links from issues to the world outside; only where the configuration asks for them.
    id INTEGER NOT NULL, -- Jira's id.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    url TEXT, -- Where it leads.
    title TEXT, -- What people see.
    summary TEXT, -- A second line.
    relationship TEXT, -- How the issue relates to it: causes, mentioned in …
    application_type TEXT, -- The kind of the other application: com.atlassian.confluence.
    application_name TEXT, -- Its name.
    global_id TEXT, -- What makes it the same link on every issue, if the application gave one.
    PRIMARY KEY (issue_id, id)
) WITHOUT ROWID;

CREATE TABLE field_names ( -- Every name that a field was seen to have: histories name fields as they were called then.
    field_id TEXT NOT NULL REFERENCES fields (id), -- The field.
    name TEXT NOT NULL, -- Its present name, or a former one.
    PRIMARY KEY (field_id, name)
) WITHOUT ROWID;
CREATE INDEX field_names_by_name ON field_names (name, field_id);
INSERT INTO field_names (field_id, name) SELECT id, name FROM fields WHERE name IS NOT NULL;
