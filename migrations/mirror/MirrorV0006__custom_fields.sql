-- Custom fields, and what issues take from them. Tables that get columns in their midst are built anew; views
-- come back with a later migration.
DROP VIEW IF EXISTS linked_issues;
DROP VIEW IF EXISTS changes;
DROP VIEW IF EXISTS status_durations;
DROP VIEW IF EXISTS status_intervals;
DROP VIEW IF EXISTS open_issues;
DROP VIEW IF EXISTS issue_details;

-- Views that a user added must not stop the renaming below.
PRAGMA legacy_alter_table = ON;

CREATE TABLE new_issues ( -- Every issue that the account can see in Jira, archived ones included.
    id INTEGER PRIMARY KEY, -- Jira's id. Never changes, unlike the key.
    key TEXT NOT NULL UNIQUE, -- The present key, ABC-123. ?ID while another issue holds the key last known.
    number INTEGER NOT NULL, -- The number behind the last hyphen of the key; 0 while the key is unknown.
    project_id INTEGER NOT NULL REFERENCES projects (id), -- The present project.
    issue_type_id INTEGER NOT NULL REFERENCES issue_types (id), -- The present type.
    status_id INTEGER NOT NULL REFERENCES statuses (id), -- The present status.
    priority_id INTEGER REFERENCES priorities (id), -- NULL where the field is empty or hidden.
    resolution_id INTEGER REFERENCES resolutions (id), -- NULL is unresolved.
    security_level_id INTEGER REFERENCES security_levels (id), -- NULL is visible to all who browse the project.
    parent_id INTEGER REFERENCES issues (id), -- The parent of a sub-task; it may be invisible to the account.
    parent_key TEXT, -- The parent's key.
    epic_id INTEGER REFERENCES issues (id), -- The epic, from the field Epic Link; NULL where the mirror lacks it.
    epic_key TEXT, -- The epic's key; NULL is no epic.
    creator_key TEXT REFERENCES users (key), -- Who made it. Never changes.
    reporter_key TEXT REFERENCES users (key), -- Who reports it.
    assignee_key TEXT REFERENCES users (key), -- Who works on it; NULL is nobody.
    created_at TIMESTAMP NOT NULL, -- When it was made, UTC.
    updated_at TIMESTAMP NOT NULL, -- When Jira last changed it, UTC.
    resolved_at TIMESTAMP, -- When the resolution was set, UTC; cleared when it is reopened.
    created_on DATE NOT NULL, -- The day of created_at in the site's report_time_zone.
    resolved_on DATE, -- The day of resolved_at in the site's report_time_zone.
    due_date DATE, -- The due date; a day without a zone.
    original_estimate_seconds INTEGER, -- The first estimate.
    remaining_estimate_seconds INTEGER, -- The work that is left, by estimate.
    time_spent_seconds INTEGER, -- The work that was logged on this issue, sub-tasks left out.
    story_points REAL, -- From the field that most boards estimate by, else from the number field Story Points.
    votes INTEGER, -- The number of votes when it was read: votes do not move updated_at.
    watches INTEGER, -- The number of watchers when it was read: they do not move updated_at.
    rank TEXT, -- The place among all issues, from the field Rank: texts in ascending order.
    archived_at TIMESTAMP, -- When it was archived in Jira, or was seen to be; NULL is not archived.
    changed_at TIMESTAMP NOT NULL, -- When the content last changed in this mirror.
    read_at TIMESTAMP NOT NULL, -- When the answer arrived that this content comes from.
    content_hash INTEGER NOT NULL, -- Internal: tells whether a new answer changes anything; 0 forces a rewrite.
    summary TEXT NOT NULL, -- The one-line title.
    environment TEXT, -- Wiki markup.
    description TEXT -- Wiki markup.
);

-- No hash is kept: the next reading of an issue writes what earlier versions left out.
INSERT INTO new_issues (
    id, key, number, project_id, issue_type_id, status_id, priority_id, resolution_id, security_level_id,
    parent_id, parent_key, creator_key, reporter_key, assignee_key, created_at, updated_at, resolved_at,
    created_on, resolved_on, due_date, original_estimate_seconds, remaining_estimate_seconds,
    time_spent_seconds, votes, watches, archived_at, changed_at, read_at, content_hash, summary, environment,
    description)
SELECT
    id, key, number, project_id, issue_type_id, status_id, priority_id, resolution_id, security_level_id,
    parent_id, parent_key, creator_key, reporter_key, assignee_key, created_at, updated_at, resolved_at,
    created_on, resolved_on, due_date, original_estimate_seconds, remaining_estimate_seconds,
    time_spent_seconds, votes, watches, archived_at, changed_at, read_at, 0, summary, environment,
    description
FROM issues ORDER BY id;
DROP TABLE issues;
ALTER TABLE new_issues RENAME TO issues;

CREATE TABLE new_fields ( -- Fields of the site, system and custom ones.
    id TEXT NOT NULL PRIMARY KEY, -- Jira's id: summary, customfield_10001.
    name TEXT, -- The present name; several fields may share one.
    custom BOOLEAN NOT NULL CHECK (custom IN (0, 1)), -- Made by the site's administrators or an app.
    schema_type TEXT, -- The type of the value: string, number, date, user, option, array …
    schema_items TEXT, -- The type of the members, where the type is array.
    schema_custom TEXT, -- The plug-in key of a custom field's type.
    table_name TEXT, -- The table that has its column: issue_fields, issue_fields_2 …; NULL is no value yet.
    column_name TEXT, -- Its column there: given with the first value, never changed by a rename.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Seen in issues, not (or no longer) listed.
) WITHOUT ROWID;
INSERT INTO new_fields (id, name, custom, schema_type, schema_items, schema_custom, is_stub)
SELECT id, name, custom, schema_type, schema_items, schema_custom, is_stub FROM fields;
DROP TABLE fields;
ALTER TABLE new_fields RENAME TO fields;

PRAGMA legacy_alter_table = OFF;

CREATE TABLE issue_fields ( -- Custom fields: a row an issue, a column each field; fields.column_name tells which.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id) -- The issue; columns follow as fields get values.
);
INSERT INTO issue_fields (issue_id) SELECT id FROM issues ORDER BY id;

CREATE TABLE issue_field_values ( -- The members of custom fields that hold several, or refer to something.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    field_id TEXT NOT NULL REFERENCES fields (id), -- The field.
    position INTEGER NOT NULL, -- The place within the value, from 0; a cascading option's parent is 0.
    text_value TEXT, -- What people see: the option, the name of the version, the label; not for users.
    number_value REAL, -- The member as a number.
    instant_value TIMESTAMP, -- The member as an instant, UTC.
    date_value DATE, -- The member as a day.
    ref_id INTEGER, -- The id of what it refers to: option, version, project, issue.
    ref_key TEXT, -- The key of what it refers to: user, group, project, issue.
    json_value TEXT, -- The member as Jira gave it, where its type is not known.
    PRIMARY KEY (issue_id, field_id, position)
) WITHOUT ROWID;

CREATE TABLE field_options ( -- Options, versions and projects that custom fields hold or held, under their last name.
    field_id TEXT NOT NULL REFERENCES fields (id), -- The field.
    ref_id INTEGER NOT NULL, -- Jira's id of the option, version or project.
    kind TEXT NOT NULL CHECK (kind IN ('option', 'version', 'project')), -- What it is.
    text_value TEXT NOT NULL, -- The name as last seen: a new one is written to all issues that hold it.
    ref_key TEXT, -- The key of a project.
    PRIMARY KEY (field_id, ref_id)
) WITHOUT ROWID;

CREATE TABLE stale_issues ( -- Archived issues that are to be asked for by id, as no search brings them; normally empty.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id) -- The issue.
);

CREATE TABLE incomplete_worklogs ( -- Issues whose answers held fewer worklogs than Jira counts; normally empty.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id), -- The issue.
    total INTEGER NOT NULL -- What Jira counts.
);

INSERT INTO backfills (name, requested_at)
SELECT 'custom fields and sprints', strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE EXISTS (SELECT 1 FROM issues);
