CREATE TABLE changelog ( -- Saves: one row for each time that somebody changed an issue.
    id INTEGER NOT NULL, -- Jira's id.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    author_key TEXT REFERENCES users (key), -- Who saved; NULL is anonymous or the system.
    created_at TIMESTAMP NOT NULL, -- When, UTC.
    PRIMARY KEY (issue_id, id)
) WITHOUT ROWID;

CREATE TABLE changelog_items ( -- What a save changed: one row a field.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue, so that no join is needed.
    changelog_id INTEGER NOT NULL, -- The save.
    position INTEGER NOT NULL, -- The place within the save, from 0.
    field TEXT NOT NULL, -- The field's name at that time and in the language of that site: status.
    field_type TEXT, -- jira or custom.
    field_id TEXT, -- The field's id where it is known or can be told from the name, else NULL.
    from_value TEXT, -- The value before: an id or the raw value.
    from_text TEXT, -- The value before, as people saw it.
    to_value TEXT, -- The value after: an id or the raw value.
    to_text TEXT, -- The value after, as people saw it.
    PRIMARY KEY (issue_id, changelog_id, position),
    FOREIGN KEY (issue_id, changelog_id) REFERENCES changelog (issue_id, id)
) WITHOUT ROWID;

CREATE TABLE status_interval_data ( -- Stays of issues in statuses; read the view status_intervals instead.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    position INTEGER NOT NULL, -- The order of the stays, from 0.
    project_id INTEGER NOT NULL REFERENCES projects (id), -- The issue's present project.
    status_id INTEGER NOT NULL REFERENCES statuses (id), -- The status; 0 where the changelog does not tell.
    entered_ms INTEGER NOT NULL, -- When it came into the status: milliseconds since 1970, UTC.
    left_ms INTEGER, -- When it left the status; NULL while it is in it.
    PRIMARY KEY (issue_id, position)
) WITHOUT ROWID;

CREATE TABLE issue_flow ( -- What the flow reports measure of an issue, by the categories of its statuses.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id), -- The issue.
    started_at TIMESTAMP, -- When it first came into a status of category indeterminate (in progress); NULL is never.
    done_at TIMESTAMP, -- When it last came into category done without having left it since; NULL is not done.
    cycle_seconds INTEGER, -- From started_at to done_at; NULL unless both are known, in that order.
    active_seconds INTEGER NOT NULL, -- All ended stays in category indeterminate together; a running one is not counted.
    reopen_count INTEGER NOT NULL -- How often it left category done.
);

CREATE TABLE days ( -- A calendar from 2000-01-01 to the end of next year, to join and to fill gaps with.
    day DATE NOT NULL PRIMARY KEY, -- The day.
    iso_year INTEGER NOT NULL, -- The year of its ISO 8601 week.
    iso_week INTEGER NOT NULL CHECK (iso_week BETWEEN 1 AND 53), -- Its ISO 8601 week.
    week_start DATE NOT NULL, -- The Monday of that week.
    month TEXT NOT NULL, -- Its month: 2026-01.
    quarter TEXT NOT NULL, -- Its quarter: 2026-Q1.
    is_working_day BOOLEAN NOT NULL CHECK (is_working_day IN (0, 1)) -- Monday to Friday; holidays are not known.
) WITHOUT ROWID;
