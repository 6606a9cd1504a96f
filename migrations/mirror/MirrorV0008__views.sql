CREATE VIEW issue_details AS
-- Issues with the names of what they refer to. sprint: the sprints that are not closed.
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
    issues.epic_id,
    coalesce(epics.key, issues.epic_key) AS epic_key,
    epics.summary AS epic_summary,
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
    issues.story_points,
    (SELECT group_concat(coalesce(sprints.name, '?' || sprint_id), ', ')
        FROM issue_sprints LEFT JOIN sprints ON sprints.id = sprint_id
        WHERE issue_id = issues.id AND coalesce(sprints.state, '') <> 'closed') AS sprint,
    issues.rank,
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
LEFT JOIN issues AS epics ON epics.id = issues.epic_id
LEFT JOIN issue_flow ON issue_flow.issue_id = issues.id;

CREATE VIEW open_issues AS
-- Issues whose status is not of category done, archived ones left out.
SELECT * FROM issue_details WHERE coalesce(status_category, '') <> 'done' AND archived_at IS NULL;

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
    count(data.position) AS visits,
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

CREATE VIEW sprint_issues AS
-- Issues that are or were in a sprint, with today's status and points. removed_at is NULL while the issue
-- lists the sprint. The flags are NULL before the sprint begins, was_in_at_end until it is closed.
-- was_completed: in the sprint at its end (now, while it runs), done then, and not yet done when the sprint
-- began or the issue came into it, whichever is later.
SELECT
    members.sprint_id,
    sprints.name AS sprint,
    sprints.state AS sprint_state,
    sprints.board_id,
    members.issue_id,
    issues.key AS issue_key,
    issues.summary,
    statuses.name AS status,
    status_categories.key AS status_category,
    issues.story_points,
    members.added_at,
    members.removed_at,
    members.was_in_at_start,
    members.was_in_at_end,
    CASE WHEN members.started_ms IS NULL THEN NULL ELSE
        (CASE WHEN members.ended_ms IS NULL THEN members.removed_at IS NULL ELSE members.was_in_at_end END)
        AND EXISTS (
            SELECT 1 FROM status_interval_data AS stays
            JOIN statuses AS reached ON reached.id = stays.status_id
            JOIN status_categories AS groups ON groups.id = reached.category_id
            WHERE stays.issue_id = members.issue_id AND groups.key = 'done'
                AND stays.entered_ms <= coalesce(members.ended_ms, stays.entered_ms)
                AND (stays.left_ms IS NULL OR stays.left_ms > members.ended_ms))
        AND NOT EXISTS (
            SELECT 1 FROM status_interval_data AS stays
            JOIN statuses AS reached ON reached.id = stays.status_id
            JOIN status_categories AS groups ON groups.id = reached.category_id
            WHERE stays.issue_id = members.issue_id AND groups.key = 'done'
                AND stays.entered_ms <= max(members.started_ms, members.added_ms)
                AND (stays.left_ms IS NULL OR stays.left_ms > max(members.started_ms, members.added_ms)))
    END AS was_completed
FROM (
    SELECT
        intervals.sprint_id,
        intervals.issue_id,
        min(intervals.added_at) AS added_at,
        CASE WHEN count(intervals.added_at) = count(intervals.removed_at) THEN max(intervals.removed_at) END AS removed_at,
        max(CASE WHEN spans.state IN ('active', 'closed') THEN
            intervals.added_at <= coalesce(spans.activated_at, spans.start_at)
            AND (intervals.removed_at IS NULL
                OR intervals.removed_at > coalesce(spans.activated_at, spans.start_at)) END) AS was_in_at_start,
        max(CASE WHEN spans.state = 'closed' THEN
            intervals.added_at < spans.complete_at
            AND (intervals.removed_at IS NULL OR intervals.removed_at >= spans.complete_at) END) AS was_in_at_end,
        min(CASE WHEN spans.state IN ('active', 'closed') THEN CAST(round(
            (julianday(coalesce(spans.activated_at, spans.start_at)) - 2440587.5) * 86400000) AS INTEGER) END)
            AS started_ms,
        min(CASE WHEN spans.state = 'closed' THEN CAST(round(
            (julianday(spans.complete_at) - 2440587.5) * 86400000) AS INTEGER) END) AS ended_ms,
        CAST(round((julianday(min(intervals.added_at)) - 2440587.5) * 86400000) AS INTEGER) AS added_ms
    FROM sprint_intervals AS intervals
    LEFT JOIN sprints AS spans ON spans.id = intervals.sprint_id
    GROUP BY intervals.sprint_id, intervals.issue_id
) AS members
JOIN issues ON issues.id = members.issue_id
LEFT JOIN sprints ON sprints.id = members.sprint_id
LEFT JOIN statuses ON statuses.id = issues.status_id
LEFT JOIN status_categories ON status_categories.id = statuses.category_id;

CREATE VIEW issue_parents AS
-- What each issue belongs to: the issue of which it is a sub-task, else its epic, else its Parent Link.
-- parent_id is NULL where there is none, or where the mirror does not hold it and Jira told only the key.
SELECT
    links.issue_id,
    links.issue_key,
    links.relation,
    links.parent_id,
    coalesce((SELECT key FROM issues WHERE issues.id = links.parent_id), links.parent_key) AS parent_key
FROM (
    SELECT
        below.issue_id,
        below.issue_key,
        CASE
            WHEN below.is_subtask = 1 THEN 'sub-task'
            WHEN below.has_epic = 1 THEN 'epic'
            WHEN below.link_id IS NOT NULL OR below.link_key IS NOT NULL THEN 'parent link'
        END AS relation,
        CASE
            WHEN below.is_subtask = 1 THEN coalesce(below.parent_id,
                (SELECT issue_keys.issue_id FROM issue_keys WHERE issue_keys.key = below.parent_key))
            WHEN below.has_epic = 1 THEN coalesce(below.epic_id,
                (SELECT issue_keys.issue_id FROM issue_keys WHERE issue_keys.key = below.epic_key))
            ELSE coalesce(below.link_id,
                (SELECT issue_keys.issue_id FROM issue_keys WHERE issue_keys.key = below.link_key))
        END AS parent_id,
        CASE
            WHEN below.is_subtask = 1 THEN below.parent_key
            WHEN below.has_epic = 1 THEN below.epic_key
            ELSE below.link_key
        END AS parent_key
    FROM (
        SELECT
            issues.id AS issue_id,
            issues.key AS issue_key,
            issues.parent_id,
            issues.parent_key,
            issues.epic_id,
            issues.epic_key,
            CASE WHEN coalesce(CAST(issues.parent_id AS TEXT), issues.parent_key) IS NULL THEN 0 ELSE 1 END
                AS is_subtask,
            CASE WHEN coalesce(CAST(issues.epic_id AS TEXT), issues.epic_key) IS NULL THEN 0 ELSE 1 END
                AS has_epic,
            (SELECT above.ref_id FROM issue_field_values AS above
                WHERE above.issue_id = issues.id AND above.position = 0 AND above.field_id = (
                    SELECT min(fields.id) FROM fields
                    WHERE fields.schema_custom = 'com.atlassian.jpo:jpo-custom-field-parent')) AS link_id,
            (SELECT above.ref_key FROM issue_field_values AS above
                WHERE above.issue_id = issues.id AND above.position = 0 AND above.field_id = (
                    SELECT min(fields.id) FROM fields
                    WHERE fields.schema_custom = 'com.atlassian.jpo:jpo-custom-field-parent')) AS link_key
        FROM issues
    ) AS below
) AS links;

CREATE VIEW issue_tree AS
-- Where each issue stands in the hierarchy. level: how many issues stand above it. path: keys from the topmost
-- one down to this one; eight levels up are followed, and … stands for what is above them. All that is below
-- ABC-1: WHERE '/' || path LIKE '%/ABC-1/%'. Issues that stand above each other in a circle are followed once
-- around. Joins instead of a recursive query: one issue is found without walking through all, and readers that
-- take the view apart, like DuckDB, understand it.
SELECT
    p0.issue_id,
    p0.issue_key,
    p0.relation,
    p0.parent_id,
    p0.parent_key,
    CASE WHEN p0.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p1.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p2.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p3.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p4.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p5.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p6.relation IS NULL THEN 0 ELSE 1 END
        + CASE WHEN p7.relation IS NULL THEN 0 ELSE 1 END AS level,
    CASE WHEN p8.relation IS NULL THEN '' ELSE '…/' END
        || CASE WHEN p7.relation IS NULL THEN ''
            ELSE coalesce(p7.parent_key, '?' || p7.parent_id) || '/' END
        || CASE WHEN p6.relation IS NULL THEN ''
            ELSE coalesce(p6.parent_key, '?' || p6.parent_id) || '/' END
        || CASE WHEN p5.relation IS NULL THEN ''
            ELSE coalesce(p5.parent_key, '?' || p5.parent_id) || '/' END
        || CASE WHEN p4.relation IS NULL THEN ''
            ELSE coalesce(p4.parent_key, '?' || p4.parent_id) || '/' END
        || CASE WHEN p3.relation IS NULL THEN ''
            ELSE coalesce(p3.parent_key, '?' || p3.parent_id) || '/' END
        || CASE WHEN p2.relation IS NULL THEN ''
            ELSE coalesce(p2.parent_key, '?' || p2.parent_id) || '/' END
        || CASE WHEN p1.relation IS NULL THEN ''
            ELSE coalesce(p1.parent_key, '?' || p1.parent_id) || '/' END
        || CASE WHEN p0.relation IS NULL THEN ''
            ELSE coalesce(p0.parent_key, '?' || p0.parent_id) || '/' END
        || p0.issue_key AS path
FROM (
    SELECT
        parents.issue_id,
        parents.issue_key,
        CASE WHEN parents.parent_id = parents.issue_id THEN NULL ELSE parents.relation END AS relation,
        CASE WHEN parents.parent_id = parents.issue_id THEN NULL ELSE parents.parent_id END AS parent_id,
        CASE WHEN parents.parent_id = parents.issue_id THEN NULL ELSE parents.parent_key END AS parent_key
    FROM issue_parents AS parents
) AS p0
LEFT JOIN issue_parents AS p1 ON p1.issue_id = p0.parent_id
    AND coalesce(p1.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id)
LEFT JOIN issue_parents AS p2 ON p2.issue_id = p1.parent_id
    AND coalesce(p2.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id)
LEFT JOIN issue_parents AS p3 ON p3.issue_id = p2.parent_id
    AND coalesce(p3.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id)
LEFT JOIN issue_parents AS p4 ON p4.issue_id = p3.parent_id
    AND coalesce(p4.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id, p4.issue_id)
LEFT JOIN issue_parents AS p5 ON p5.issue_id = p4.parent_id
    AND coalesce(p5.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id, p4.issue_id, p5.issue_id)
LEFT JOIN issue_parents AS p6 ON p6.issue_id = p5.parent_id
    AND coalesce(p6.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id, p4.issue_id, p5.issue_id, p6.issue_id)
LEFT JOIN issue_parents AS p7 ON p7.issue_id = p6.parent_id
    AND coalesce(p7.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id, p4.issue_id, p5.issue_id, p6.issue_id, p7.issue_id)
LEFT JOIN issue_parents AS p8 ON p8.issue_id = p7.parent_id
    AND coalesce(p8.parent_id, -1) NOT IN (p0.issue_id, p1.issue_id, p2.issue_id, p3.issue_id, p4.issue_id, p5.issue_id, p6.issue_id, p7.issue_id, p8.issue_id);
