-- The mark of a jira-mirror mirror: "JMIR".
PRAGMA application_id = 1246579026;

CREATE TABLE site ( -- The Jira site that this file mirrors: one row.
    id INTEGER PRIMARY KEY CHECK (id = 1), -- Always 1.
    base_url TEXT, -- Where people browse: https://jira.example.org, without a slash at the end.
    title TEXT, -- The title that the administrators gave the site.
    version TEXT, -- Jira's version, as of the last run: 9.12.2.
    deployment_type TEXT, -- What the server calls itself: Server or Data Center.
    account_key TEXT, -- The key of the user through whose eyes the mirror sees.
    account_name TEXT, -- That user's login name.
    account_time_zone TEXT, -- That user's time zone in Jira: JQL dates are read in it.
    report_time_zone TEXT, -- The zone in which days (…_on columns) are counted; NULL is UTC.
    schema_version INTEGER NOT NULL, -- The last migration of this file; columns are only ever added.
    last_synced_at TIMESTAMP -- When the last complete run ended.
);

CREATE TABLE users ( -- People: the user directory, and whoever issues name.
    key TEXT NOT NULL PRIMARY KEY, -- Jira's user key, or the name where it gives no key. Never changes.
    username TEXT, -- The login name; it can change.
    display_name TEXT, -- The full name.
    email TEXT, -- NULL where the site or the account's rights hide it.
    active BOOLEAN CHECK (active IN (0, 1)), -- Whether the user can log in; NULL is unknown.
    time_zone TEXT, -- The user's own zone, if it was ever seen.
    deleted BOOLEAN NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)), -- Deleted in Jira, still named by issues.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Known only from issues, not from the directory.
) WITHOUT ROWID;

CREATE TABLE projects ( -- Projects that the account can browse.
    id INTEGER PRIMARY KEY, -- Jira's id. Never changes, unlike the key.
    key TEXT NOT NULL, -- The present key; NOT unique while two projects swap keys. ?ID where unknown.
    name TEXT, -- The present name.
    description TEXT, -- Wiki markup or HTML, as Jira gives it.
    lead_key TEXT REFERENCES users (key), -- The project lead.
    project_type TEXT, -- software, business, service_desk.
    category TEXT, -- The name of the project category.
    url TEXT, -- The link that the project's administrators entered.
    archived BOOLEAN NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), -- Archived in Jira.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Known only from issues, not from the list.
);

CREATE TABLE project_keys ( -- Every key that leads to a project: the present and the former ones.
    key TEXT NOT NULL PRIMARY KEY, -- The project key.
    project_id INTEGER NOT NULL REFERENCES projects (id) -- Whose it is or was.
) WITHOUT ROWID;

CREATE TABLE components ( -- Components of projects.
    id INTEGER PRIMARY KEY, -- Jira's id.
    project_id INTEGER REFERENCES projects (id), -- Whose component it is; NULL is unknown (a stub).
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    lead_key TEXT REFERENCES users (key), -- The component lead.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE versions ( -- Versions (releases) of projects.
    id INTEGER PRIMARY KEY, -- Jira's id.
    project_id INTEGER REFERENCES projects (id), -- Whose version it is; NULL is unknown (a stub).
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    start_date DATE, -- The planned start.
    release_date DATE, -- The planned release, or the day of it.
    released BOOLEAN NOT NULL DEFAULT 0 CHECK (released IN (0, 1)), -- Marked as released.
    archived BOOLEAN NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), -- Marked as archived.
    position INTEGER, -- The place in the project's list, from 0.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE issue_types ( -- Types of issues: Bug, Story, Sub-task …
    id INTEGER PRIMARY KEY, -- Jira's id.
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    is_subtask BOOLEAN NOT NULL DEFAULT 0 CHECK (is_subtask IN (0, 1)), -- A type of sub-tasks.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE status_categories ( -- The few groups that every status belongs to.
    id INTEGER PRIMARY KEY, -- Jira's id.
    key TEXT NOT NULL, -- The part that reports rely on: new, indeterminate (in progress), done, undefined.
    name TEXT -- The name that people see: To Do, In Progress, Done.
);

CREATE TABLE statuses ( -- Statuses of all workflows.
    id INTEGER PRIMARY KEY, -- Jira's id; the changelog refers to it.
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    category_id INTEGER REFERENCES status_categories (id), -- Its group; NULL is unknown.
    position INTEGER, -- The place in the site's list, from 0.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE priorities ( -- Priorities, in the site's order.
    id INTEGER PRIMARY KEY, -- Jira's id; it says nothing about the order.
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    position INTEGER, -- The place in the site's list, 0 is the highest priority.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE resolutions ( -- Resolutions: why an issue was closed.
    id INTEGER PRIMARY KEY, -- Jira's id.
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    position INTEGER, -- The place in the site's list, from 0.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE security_levels ( -- Issue security levels, as far as issues show them.
    id INTEGER PRIMARY KEY, -- Jira's id.
    name TEXT, -- The present name.
    description TEXT, -- As Jira gives it.
    position INTEGER, -- The place in a list that was read, from 0.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not listed.
);

CREATE TABLE link_types ( -- Types of links between issues.
    id INTEGER PRIMARY KEY, -- Jira's id.
    name TEXT, -- The present name: Blocks.
    inward TEXT, -- How the target reads it: is blocked by.
    outward TEXT, -- How the source reads it: blocks.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Named by issues, not (or no longer) listed.
);

CREATE TABLE fields ( -- Fields of the site, system and custom ones.
    id TEXT NOT NULL PRIMARY KEY, -- Jira's id: summary, customfield_10001.
    name TEXT, -- The present name; several fields may share one.
    custom BOOLEAN NOT NULL CHECK (custom IN (0, 1)), -- Made by the site's administrators or an app.
    schema_type TEXT, -- The type of the value: string, number, date, user, option, array …
    schema_items TEXT, -- The type of the members, where the type is array.
    schema_custom TEXT, -- The plug-in key of a custom field's type.
    is_stub BOOLEAN NOT NULL DEFAULT 0 CHECK (is_stub IN (0, 1)) -- Seen in issues, not (or no longer) listed.
) WITHOUT ROWID;
