CREATE VIEW field_history AS
-- The value of each field at any time: a row holds from from_at until before to_at (NULL: still). Fix Version,
-- Version, Component and Attachment have a row a member, the other fields one row at a time.
-- As of T: WHERE from_at <= T AND (to_at IS NULL OR to_at > T).
-- value is what Jira compares by (an id, a user key), text what people saw.
--
-- 1. What a change set.
SELECT
    items.issue_id,
    issues.key AS issue_key,
    coalesce((SELECT name FROM fields WHERE id = items.resolved_id AND custom), items.field) AS field,
    items.resolved_id AS field_id,
    nullif(items.to_value, '') AS value,
    nullif(items.to_text, '') AS text,
    saves.created_at AS from_at,
    (SELECT min(later.created_at)
        FROM changelog_items AS others
        JOIN changelog AS later ON later.issue_id = others.issue_id AND later.id = others.changelog_id
        WHERE others.issue_id = items.issue_id AND coalesce(others.field_type, '') = coalesce(items.field_type, '')
            AND (others.field = items.field OR (items.field_type = 'custom' AND items.resolved_id = (
                SELECT CASE count(field_id) WHEN 1 THEN min(field_id) END FROM field_names
                WHERE name = others.field AND field_id LIKE 'customfield%')))
            AND (later.created_at, others.changelog_id, others.position)
                > (saves.created_at, items.changelog_id, items.position)) AS to_at
FROM (
    SELECT changelog_items.*,
        CASE
            WHEN coalesce(field_type, '') <> 'custom' THEN
                CASE WHEN field IN ('status', 'assignee', 'reporter', 'priority', 'resolution', 'issuetype',
                    'project', 'security', 'summary', 'description', 'environment', 'duedate', 'labels',
                    'timeoriginalestimate', 'timeestimate', 'timespent') THEN field
                WHEN field = 'Parent' THEN 'parent' WHEN field = 'Key' THEN 'issuekey' END
            WHEN field_id IS NOT NULL THEN field_id
            ELSE (SELECT CASE count(names.field_id) WHEN 1 THEN min(names.field_id) END FROM field_names AS names
                WHERE names.name = changelog_items.field AND names.field_id LIKE 'customfield%')
        END AS resolved_id
    FROM changelog_items
) AS items
JOIN changelog AS saves ON saves.issue_id = items.issue_id AND saves.id = items.changelog_id
JOIN issues ON issues.id = items.issue_id
WHERE CASE WHEN items.field_type = 'custom' THEN items.field <> 'Rank' ELSE items.field NOT IN (
        'Fix Version', 'Version', 'Component', 'Attachment', 'Link', 'RemoteIssueLink', 'Comment', 'WorklogId',
        'WorklogTimeSpent') END
UNION ALL
-- 2. What the first change found: so it was since the issue was made.
SELECT
    items.issue_id,
    issues.key,
    coalesce((SELECT name FROM fields WHERE id = items.resolved_id AND custom), items.field),
    items.resolved_id,
    nullif(items.from_value, ''),
    nullif(items.from_text, ''),
    issues.created_at,
    saves.created_at
FROM (
    SELECT changelog_items.*,
        CASE
            WHEN coalesce(field_type, '') <> 'custom' THEN
                CASE WHEN field IN ('status', 'assignee', 'reporter', 'priority', 'resolution', 'issuetype',
                    'project', 'security', 'summary', 'description', 'environment', 'duedate', 'labels',
                    'timeoriginalestimate', 'timeestimate', 'timespent') THEN field
                WHEN field = 'Parent' THEN 'parent' WHEN field = 'Key' THEN 'issuekey' END
            WHEN field_id IS NOT NULL THEN field_id
            ELSE (SELECT CASE count(names.field_id) WHEN 1 THEN min(names.field_id) END FROM field_names AS names
                WHERE names.name = changelog_items.field AND names.field_id LIKE 'customfield%')
        END AS resolved_id
    FROM changelog_items
) AS items
JOIN changelog AS saves ON saves.issue_id = items.issue_id AND saves.id = items.changelog_id
JOIN issues ON issues.id = items.issue_id
WHERE CASE WHEN items.field_type = 'custom' THEN items.field <> 'Rank' ELSE items.field NOT IN (
        'Fix Version', 'Version', 'Component', 'Attachment', 'Link', 'RemoteIssueLink', 'Comment', 'WorklogId',
        'WorklogTimeSpent') END
    AND NOT EXISTS (
        SELECT 1 FROM changelog_items AS others
        JOIN changelog AS earlier ON earlier.issue_id = others.issue_id AND earlier.id = others.changelog_id
        WHERE others.issue_id = items.issue_id AND coalesce(others.field_type, '') = coalesce(items.field_type, '')
            AND (others.field = items.field OR (items.field_type = 'custom' AND items.resolved_id = (
                SELECT CASE count(field_id) WHEN 1 THEN min(field_id) END FROM field_names
                WHERE name = others.field AND field_id LIKE 'customfield%')))
            AND (earlier.created_at, others.changelog_id, others.position)
                < (saves.created_at, items.changelog_id, items.position))
UNION ALL
-- 3. Fields that never changed have today's value since the issue was made.
SELECT
    issues.id,
    issues.key,
    system.field,
    CASE system.field WHEN 'Parent' THEN 'parent' ELSE system.field END,
    CASE system.field
        WHEN 'status' THEN CAST(issues.status_id AS TEXT)
        WHEN 'assignee' THEN issues.assignee_key
        WHEN 'reporter' THEN issues.reporter_key
        WHEN 'priority' THEN CAST(issues.priority_id AS TEXT)
        WHEN 'resolution' THEN CAST(issues.resolution_id AS TEXT)
        WHEN 'issuetype' THEN CAST(issues.issue_type_id AS TEXT)
        WHEN 'project' THEN CAST(issues.project_id AS TEXT)
        WHEN 'security' THEN CAST(issues.security_level_id AS TEXT)
        WHEN 'duedate' THEN CAST(issues.due_date AS TEXT)
        WHEN 'Parent' THEN CAST(issues.parent_id AS TEXT)
        WHEN 'timeoriginalestimate' THEN CAST(issues.original_estimate_seconds AS TEXT)
        WHEN 'timeestimate' THEN CAST(issues.remaining_estimate_seconds AS TEXT)
    END,
    CASE system.field
        WHEN 'status' THEN (SELECT name FROM statuses WHERE id = issues.status_id)
        WHEN 'assignee' THEN
            coalesce((SELECT display_name FROM users WHERE key = issues.assignee_key), issues.assignee_key)
        WHEN 'reporter' THEN
            coalesce((SELECT display_name FROM users WHERE key = issues.reporter_key), issues.reporter_key)
        WHEN 'priority' THEN (SELECT name FROM priorities WHERE id = issues.priority_id)
        WHEN 'resolution' THEN (SELECT name FROM resolutions WHERE id = issues.resolution_id)
        WHEN 'issuetype' THEN (SELECT name FROM issue_types WHERE id = issues.issue_type_id)
        WHEN 'project' THEN (SELECT name FROM projects WHERE id = issues.project_id)
        WHEN 'security' THEN (SELECT name FROM security_levels WHERE id = issues.security_level_id)
        WHEN 'summary' THEN issues.summary
        WHEN 'description' THEN issues.description
        WHEN 'environment' THEN issues.environment
        WHEN 'duedate' THEN CAST(issues.due_date AS TEXT)
        WHEN 'labels' THEN (SELECT group_concat(label, ' ') FROM issue_labels WHERE issue_id = issues.id)
        WHEN 'Parent' THEN issues.parent_key
        WHEN 'timeoriginalestimate' THEN CAST(issues.original_estimate_seconds AS TEXT)
        WHEN 'timeestimate' THEN CAST(issues.remaining_estimate_seconds AS TEXT)
    END,
    issues.created_at,
    NULL
FROM issues
CROSS JOIN (
    SELECT 'status' AS field UNION ALL SELECT 'assignee' UNION ALL SELECT 'reporter'
    UNION ALL SELECT 'priority' UNION ALL SELECT 'resolution' UNION ALL SELECT 'issuetype'
    UNION ALL SELECT 'project' UNION ALL SELECT 'security' UNION ALL SELECT 'summary'
    UNION ALL SELECT 'description' UNION ALL SELECT 'environment' UNION ALL SELECT 'duedate'
    UNION ALL SELECT 'labels' UNION ALL SELECT 'Parent' UNION ALL SELECT 'timeoriginalestimate'
    UNION ALL SELECT 'timeestimate'
) AS system
WHERE NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = issues.id AND items.field = system.field AND coalesce(items.field_type, '') <> 'custom')
UNION ALL
-- 4. Custom fields that never changed, as far as their members have rows of their own.
SELECT
    firsts.issue_id,
    issues.key,
    coalesce((SELECT name FROM fields WHERE id = firsts.field_id), firsts.field_id),
    firsts.field_id,
    (SELECT group_concat(coalesce(CAST(members.ref_id AS TEXT), members.ref_key, members.text_value,
            members.json_value), ', ')
        FROM issue_field_values AS members
        WHERE members.issue_id = firsts.issue_id AND members.field_id = firsts.field_id),
    (SELECT group_concat(coalesce(members.text_value, members.ref_key, members.json_value), ', ')
        FROM issue_field_values AS members
        WHERE members.issue_id = firsts.issue_id AND members.field_id = firsts.field_id),
    issues.created_at,
    NULL
FROM issue_field_values AS firsts
JOIN issues ON issues.id = firsts.issue_id
WHERE firsts.position = 0 AND NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = firsts.issue_id AND items.field_type = 'custom'
        AND (items.field_id = firsts.field_id OR items.field IN (
            SELECT name FROM field_names WHERE field_names.field_id = firsts.field_id)))
UNION ALL
-- 5. Members that a change added.
SELECT
    items.issue_id,
    issues.key,
    items.field,
    CASE items.field WHEN 'Fix Version' THEN 'fixVersions' WHEN 'Version' THEN 'versions'
        WHEN 'Component' THEN 'components' ELSE 'attachment' END,
    items.to_value,
    items.to_text,
    saves.created_at,
    (SELECT min(later.created_at)
        FROM changelog_items AS others
        JOIN changelog AS later ON later.issue_id = others.issue_id AND later.id = others.changelog_id
        WHERE others.issue_id = items.issue_id AND others.field = items.field
            AND coalesce(others.field_type, '') <> 'custom' AND others.from_value = items.to_value
            AND (later.created_at, others.changelog_id, others.position)
                > (saves.created_at, items.changelog_id, items.position))
FROM changelog_items AS items
JOIN changelog AS saves ON saves.issue_id = items.issue_id AND saves.id = items.changelog_id
JOIN issues ON issues.id = items.issue_id
WHERE items.field IN ('Fix Version', 'Version', 'Component', 'Attachment') AND coalesce(items.field_type, '') <> 'custom' AND nullif(items.to_value, '') IS NOT NULL
UNION ALL
-- 6. Members that a change removed and none had added: there since the issue was made.
SELECT
    items.issue_id,
    issues.key,
    items.field,
    CASE items.field WHEN 'Fix Version' THEN 'fixVersions' WHEN 'Version' THEN 'versions'
        WHEN 'Component' THEN 'components' ELSE 'attachment' END,
    items.from_value,
    items.from_text,
    issues.created_at,
    saves.created_at
FROM changelog_items AS items
JOIN changelog AS saves ON saves.issue_id = items.issue_id AND saves.id = items.changelog_id
JOIN issues ON issues.id = items.issue_id
WHERE items.field IN ('Fix Version', 'Version', 'Component', 'Attachment') AND coalesce(items.field_type, '') <> 'custom' AND nullif(items.from_value, '') IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM changelog_items AS others
        JOIN changelog AS earlier ON earlier.issue_id = others.issue_id AND earlier.id = others.changelog_id
        WHERE others.issue_id = items.issue_id AND others.field = items.field
            AND coalesce(others.field_type, '') <> 'custom'
            AND (others.from_value = items.from_value OR others.to_value = items.from_value)
            AND (earlier.created_at, others.changelog_id, others.position)
                < (saves.created_at, items.changelog_id, items.position))
UNION ALL
-- 7. Members that no change ever named.
SELECT members.issue_id, issues.key, 'Fix Version', 'fixVersions', CAST(members.version_id AS TEXT),
    (SELECT name FROM versions WHERE id = members.version_id), issues.created_at, NULL
FROM issue_fix_versions AS members
JOIN issues ON issues.id = members.issue_id
WHERE NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = members.issue_id AND items.field = 'Fix Version' AND coalesce(items.field_type, '') <> 'custom'
        AND (items.from_value = CAST(members.version_id AS TEXT) OR items.to_value = CAST(members.version_id AS TEXT)))
UNION ALL
SELECT members.issue_id, issues.key, 'Version', 'versions', CAST(members.version_id AS TEXT),
    (SELECT name FROM versions WHERE id = members.version_id), issues.created_at, NULL
FROM issue_affected_versions AS members
JOIN issues ON issues.id = members.issue_id
-- The first condition changes nothing: DuckDB 1.5 takes scans of two tables for one where all else is equal.
WHERE members.version_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = members.issue_id AND items.field = 'Version' AND coalesce(items.field_type, '') <> 'custom'
        AND (items.from_value = CAST(members.version_id AS TEXT) OR items.to_value = CAST(members.version_id AS TEXT)))
UNION ALL
SELECT members.issue_id, issues.key, 'Component', 'components', CAST(members.component_id AS TEXT),
    (SELECT name FROM components WHERE id = members.component_id), issues.created_at, NULL
FROM issue_components AS members
JOIN issues ON issues.id = members.issue_id
WHERE NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = members.issue_id AND items.field = 'Component' AND coalesce(items.field_type, '') <> 'custom'
        AND (items.from_value = CAST(members.component_id AS TEXT) OR items.to_value = CAST(members.component_id AS TEXT)))
UNION ALL
SELECT members.issue_id, issues.key, 'Attachment', 'attachment', CAST(members.id AS TEXT),
    members.filename, members.created_at, NULL
FROM attachments AS members
JOIN issues ON issues.id = members.issue_id
WHERE NOT EXISTS (
    SELECT 1 FROM changelog_items AS items
    WHERE items.issue_id = members.issue_id AND items.field = 'Attachment' AND coalesce(items.field_type, '') <> 'custom'
        AND (items.from_value = CAST(members.id AS TEXT) OR items.to_value = CAST(members.id AS TEXT)));
