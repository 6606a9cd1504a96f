CREATE VIEW issue_details AS
-- Issues with the names of what they refer to.
SELECT
    issues.id,
    issues.key,
    projects.key AS project_key,
    projects.name AS project_name,
    issue_types.name AS issue_type,
    issue_types.is_subtask,
    issues.summary,
    statuses.name AS status,
    status_categories.key AS status_category,
    priorities.name AS priority,
    resolutions.name AS resolution,
    security_levels.name AS security_level,
    issues.parent_id,
    issues.parent_key,
    coalesce(assignees.display_name, issues.assignee_key) AS assignee,
    coalesce(reporters.display_name, issues.reporter_key) AS reporter,
    coalesce(creators.display_name, issues.creator_key) AS creator,
    issues.created_at,
    issues.updated_at,
    issues.resolved_at,
    issues.created_on,
    issues.resolved_on,
    issues.due_date,
    issue_flow.started_at,
    issue_flow.done_at,
    issue_flow.cycle_seconds,
    issues.original_estimate_seconds,
    issues.remaining_estimate_seconds,
    issues.time_spent_seconds,
    issues.votes,
    issues.watches,
    issues.archived_at,
    (SELECT group_concat(label, ', ') FROM issue_labels WHERE issue_id = issues.id) AS labels,
    (SELECT group_concat(coalesce(components.name, '?' || component_id), ', ')
        FROM issue_components LEFT JOIN components ON components.id = component_id
        WHERE issue_id = issues.id) AS components,
    (SELECT group_concat(coalesce(versions.name, '?' || version_id), ', ')
        FROM issue_fix_versions LEFT JOIN versions ON versions.id = version_id
        WHERE issue_id = issues.id) AS fix_versions,
    (SELECT base_url FROM site) || '/browse/' || issues.key AS url,
    issues.project_id,
    issues.issue_type_id,
    issues.status_id,
    issues.priority_id,
    issues.resolution_id,
    issues.security_level_id,
    issues.assignee_key,
    issues.reporter_key,
    issues.creator_key,
    issues.description,
    issues.environment
FROM issues
LEFT JOIN projects ON projects.id = issues.project_id
LEFT JOIN issue_types ON issue_types.id = issues.issue_type_id
LEFT JOIN statuses ON statuses.id = issues.status_id
LEFT JOIN status_categories ON status_categories.id = statuses.category_id
LEFT JOIN priorities ON priorities.id = issues.priority_id
LEFT JOIN resolutions ON resolutions.id = issues.resolution_id
LEFT JOIN security_levels ON security_levels.id = issues.security_level_id
LEFT JOIN users AS assignees ON assignees.key = issues.assignee_key
LEFT JOIN users AS reporters ON reporters.key = issues.reporter_key
LEFT JOIN users AS creators ON creators.key = issues.creator_key
LEFT JOIN issue_flow ON issue_flow.issue_id = issues.id;

CREATE VIEW open_issues AS
-- Issues whose status is not of category done, archived ones left out.
SELECT * FROM issue_details WHERE status_category IS NOT 'done' AND archived_at IS NULL;

CREATE VIEW status_intervals AS
-- Stays of issues in statuses. left_at and seconds are NULL while the stay goes on.
SELECT
    data.issue_id,
    issues.key AS issue_key,
    data.position,
    data.project_id,
    data.status_id,
    statuses.name AS status,
    status_categories.key AS status_category,
    strftime('%Y-%m-%dT%H:%M:%fZ', data.entered_ms / 1000.0, 'unixepoch') AS entered_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', data.left_ms / 1000.0, 'unixepoch') AS left_at,
    (data.left_ms - data.entered_ms) / 1000.0 AS seconds
FROM status_interval_data AS data
JOIN issues ON issues.id = data.issue_id
LEFT JOIN statuses ON statuses.id = data.status_id
LEFT JOIN status_categories ON status_categories.id = statuses.category_id;

CREATE VIEW status_durations AS
-- Time in status: all stays of an issue in a status together. A stay that goes on counts up to the last
-- complete run (before the first one: up to now).
SELECT
    data.issue_id,
    issues.key AS issue_key,
    data.project_id,
    data.status_id,
    statuses.name AS status,
    status_categories.key AS status_category,
    count(*) AS visits,
    sum(max(0, coalesce(data.left_ms, clock.ms) - data.entered_ms)) / 1000.0 AS seconds,
    max(data.left_ms IS NULL) AS is_current
FROM status_interval_data AS data
JOIN issues ON issues.id = data.issue_id
LEFT JOIN statuses ON statuses.id = data.status_id
LEFT JOIN status_categories ON status_categories.id = statuses.category_id
CROSS JOIN (
    SELECT coalesce(
        (SELECT CAST(strftime('%s', last_synced_at) AS INTEGER) FROM site),
        CAST(strftime('%s', 'now') AS INTEGER)) * 1000 AS ms
) AS clock
GROUP BY data.issue_id, data.status_id;

CREATE VIEW changes AS
-- The history: one row a changed field, with who and when.
SELECT
    items.issue_id,
    issues.key AS issue_key,
    items.changelog_id,
    items.position,
    changelog.created_at,
    changelog.author_key,
    coalesce(users.display_name, changelog.author_key) AS author,
    items.field,
    items.field_type,
    items.field_id,
    items.from_value,
    items.from_text,
    items.to_value,
    items.to_text
FROM changelog_items AS items
JOIN changelog ON changelog.issue_id = items.issue_id AND changelog.id = items.changelog_id
JOIN issues ON issues.id = items.issue_id
LEFT JOIN users ON users.key = changelog.author_key;

CREATE VIEW linked_issues AS
-- Links as each of the two issues reads them: "ABC-1 blocks ABC-2", "ABC-2 is blocked by ABC-1".
SELECT
    links.source_issue_id AS issue_id,
    links.source_key AS issue_key,
    link_types.outward AS phrase,
    links.target_issue_id AS other_issue_id,
    links.target_key AS other_key,
    link_types.name AS link_type,
    links.id AS link_id
FROM issue_links AS links
LEFT JOIN link_types ON link_types.id = links.link_type_id
UNION ALL
SELECT
    links.target_issue_id,
    links.target_key,
    link_types.inward,
    links.source_issue_id,
    links.source_key,
    link_types.name,
    links.id
FROM issue_links AS links
LEFT JOIN link_types ON link_types.id = links.link_type_id;
