-- Long texts stand last in each table: what reports scan is then read without them.

CREATE TABLE issues ( -- Every issue that the account can see in Jira, archived ones included.
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
    parent_key TEXT, -- The parent's key when this issue was read.
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
    votes INTEGER, -- The number of votes when it was read: votes do not move updated_at.
    watches INTEGER, -- The number of watchers when it was read: they do not move updated_at.
    archived_at TIMESTAMP, -- When it was archived in Jira; NULL is not archived.
    changed_at TIMESTAMP NOT NULL, -- When the content last changed in this mirror.
    read_at TIMESTAMP NOT NULL, -- When the answer arrived that this content comes from.
    content_hash INTEGER NOT NULL, -- Internal: tells whether a new answer changes anything; 0 forces a rewrite.
    summary TEXT NOT NULL, -- The one-line title.
    environment TEXT, -- Wiki markup.
    description TEXT -- Wiki markup.
);

CREATE TABLE issue_keys ( -- Every key that leads to an issue: present and former ones.
    key TEXT NOT NULL PRIMARY KEY, -- The issue key.
    issue_id INTEGER NOT NULL REFERENCES issues (id) -- The issue that has it now, or had it last.
) WITHOUT ROWID;

CREATE TABLE issue_labels ( -- Labels of issues.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    label TEXT NOT NULL, -- The label; case matters.
    PRIMARY KEY (issue_id, label)
) WITHOUT ROWID;

CREATE TABLE issue_components ( -- Components of issues.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    component_id INTEGER NOT NULL REFERENCES components (id), -- The component.
    PRIMARY KEY (issue_id, component_id)
) WITHOUT ROWID;

CREATE TABLE issue_fix_versions ( -- Versions in which issues are, or will be, done.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    version_id INTEGER NOT NULL REFERENCES versions (id), -- The version.
    PRIMARY KEY (issue_id, version_id)
) WITHOUT ROWID;

CREATE TABLE issue_affected_versions ( -- Versions in which issues were seen.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    version_id INTEGER NOT NULL REFERENCES versions (id), -- The version.
    PRIMARY KEY (issue_id, version_id)
) WITHOUT ROWID;

CREATE TABLE issue_links ( -- Links between issues, one row a link: "source blocks target".
    id INTEGER PRIMARY KEY, -- Jira's id.
    link_type_id INTEGER NOT NULL REFERENCES link_types (id), -- The type, which has both phrases.
    source_issue_id INTEGER NOT NULL REFERENCES issues (id), -- The outward side.
    source_key TEXT NOT NULL, -- Its key.
    target_issue_id INTEGER NOT NULL REFERENCES issues (id), -- The inward side.
    target_key TEXT NOT NULL, -- Its key.
    listed_by_source BOOLEAN NOT NULL CHECK (listed_by_source IN (0, 1)), -- Internal: the source last read it.
    listed_by_target BOOLEAN NOT NULL CHECK (listed_by_target IN (0, 1)) -- Internal: likewise the target.
);
CREATE INDEX issue_links_by_source ON issue_links (source_issue_id, target_issue_id);
CREATE INDEX issue_links_by_target ON issue_links (target_issue_id, source_issue_id);

CREATE TABLE comments ( -- Comments that the account can see.
    id INTEGER NOT NULL, -- Jira's id.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    author_key TEXT REFERENCES users (key), -- Who wrote it; NULL is anonymous.
    update_author_key TEXT REFERENCES users (key), -- Who last changed it.
    created_at TIMESTAMP NOT NULL, -- When it was written, UTC.
    updated_at TIMESTAMP NOT NULL, -- When it was last changed, UTC.
    visibility_type TEXT, -- Restricted to a role or a group; NULL is not restricted.
    visibility_value TEXT, -- The name of that role or group.
    body TEXT NOT NULL, -- Wiki markup.
    PRIMARY KEY (issue_id, id)
) WITHOUT ROWID;

CREATE TABLE worklogs ( -- Work that was logged on issues, as far as the account can see it.
    id INTEGER NOT NULL, -- Jira's id.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    author_key TEXT REFERENCES users (key), -- Who worked.
    update_author_key TEXT REFERENCES users (key), -- Who last changed the entry.
    started_at TIMESTAMP NOT NULL, -- When the work began, UTC.
    started_on DATE NOT NULL, -- The day of started_at in the site's report_time_zone.
    created_at TIMESTAMP NOT NULL, -- When the entry was made, UTC.
    updated_at TIMESTAMP NOT NULL, -- When the entry was last changed, UTC.
    time_spent_seconds INTEGER NOT NULL, -- How long the work took.
    visibility_type TEXT, -- Restricted to a role or a group; NULL is not restricted.
    visibility_value TEXT, -- The name of that role or group.
    comment TEXT, -- What was done; wiki markup.
    PRIMARY KEY (issue_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX worklogs_by_id ON worklogs (id);

CREATE TABLE attachments ( -- What is attached to issues; the files themselves are not mirrored.
    id INTEGER NOT NULL, -- Jira's id.
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- The issue.
    author_key TEXT REFERENCES users (key), -- Who attached it.
    filename TEXT NOT NULL, -- The file's name.
    mime_type TEXT, -- The type that Jira recorded.
    size_bytes INTEGER NOT NULL, -- The file's size.
    created_at TIMESTAMP NOT NULL, -- When it was attached, UTC.
    PRIMARY KEY (issue_id, id)
) WITHOUT ROWID;
