-- The flow of one project is read from an index that begins with it. Views stay as they are: they name the table
-- that this one takes the place of.
PRAGMA legacy_alter_table = ON;
CREATE TABLE new_issue_flow ( -- What the flow reports measure of an issue, by the categories of its statuses.
    issue_id INTEGER PRIMARY KEY REFERENCES issues (id), -- The issue.
    project_id INTEGER NOT NULL REFERENCES projects (id), -- The issue's present project.
    started_at TIMESTAMP, -- When it first came into a status of category indeterminate (in progress); NULL is never.
    done_at TIMESTAMP, -- When it last came into category done without having left it since; NULL is not done.
    cycle_seconds INTEGER, -- From started_at to done_at; NULL unless both are known, in that order.
    active_seconds INTEGER NOT NULL, -- All ended stays in category indeterminate together; a running one is not counted.
    reopen_count INTEGER NOT NULL -- How often it left category done.
);
INSERT INTO new_issue_flow
SELECT issue_id, issues.project_id, started_at, done_at, cycle_seconds, active_seconds, reopen_count
FROM issue_flow JOIN issues ON issues.id = issue_flow.issue_id;
DROP TABLE issue_flow;
ALTER TABLE new_issue_flow RENAME TO issue_flow;
PRAGMA legacy_alter_table = OFF;
