-- title: Issues
-- description: A plain list of issues with the names of what they refer to.
-- noun: issues
-- parameter: status list : only these statuses, by name
-- parameter: state choice(all|open|resolved) = all : open is without a resolution
-- parameter: from day : created on this day or later
-- parameter: to day : created up to this day
-- parameter: subtasks flag = yes : list sub-tasks as well
-- rule: Every issue that the mirror holds, archived ones included, one row each; open is without a resolution.
-- rule: Issues that were moved stand in the project they are in now, deleted ones nowhere; sub-tasks stand in it unless subtasks=no; whether one was ever started or reopened plays no part.
-- rule: Names are those of today; days are counted in the mirror's report time zone.
-- jira: Jira's search leaves archived issues out.
-- figures:
SELECT count(*) AS issues
-- An index holds all that this asks for; the texts of a million issues would be read otherwise.
FROM issues AS i
LEFT JOIN issue_types AS t ON t.id = i.issue_type_id
LEFT JOIN statuses AS s ON s.id = i.status_id
WHERE {selection:i}
    AND (:subtasks OR t.is_subtask IS NOT 1)
    AND (:status IS NULL
        OR lower(s.name) IN (SELECT lower(value) FROM json_each(:status)))
    AND (:state = 'all' OR (i.resolution_id IS NULL) = (:state = 'open'))
    AND (:from IS NULL OR i.created_on >= :from)
    AND (:to IS NULL OR i.created_on <= :to);

-- table: rows Issues
-- rows: {issues}
-- column: key issue_key Key
-- column: project text Project
-- column: type text Type
-- column: summary text Summary
-- column: status text Status
-- column: status_category text Category
-- column: priority text Priority
-- column: resolution text Resolution
-- column: assignee text Assignee
-- column: reporter text Reporter
-- column: created_at instant Created
-- column: updated_at instant Updated
-- column: resolved_at instant Resolved
-- column: due_date day Due
-- column: labels text Labels
SELECT i.key AS key, p.key AS project, t.name AS type, i.summary AS summary, s.name AS status,
    c.key AS status_category, r.name AS priority, e.name AS resolution,
    coalesce(a.display_name, i.assignee_key) AS assignee,
    coalesce(q.display_name, i.reporter_key) AS reporter,
    i.created_at AS created_at, i.updated_at AS updated_at, i.resolved_at AS resolved_at,
    i.due_date AS due_date,
    (SELECT group_concat(label, ', ') FROM issue_labels WHERE issue_id = i.id) AS labels
FROM issues AS i
LEFT JOIN projects AS p ON p.id = i.project_id
LEFT JOIN issue_types AS t ON t.id = i.issue_type_id
LEFT JOIN statuses AS s ON s.id = i.status_id
LEFT JOIN status_categories AS c ON c.id = s.category_id
LEFT JOIN priorities AS r ON r.id = i.priority_id
LEFT JOIN resolutions AS e ON e.id = i.resolution_id
LEFT JOIN users AS a ON a.key = i.assignee_key
LEFT JOIN users AS q ON q.key = i.reporter_key
WHERE {selection:i}
    AND (:subtasks OR t.is_subtask IS NOT 1)
    AND (:status IS NULL
        OR lower(s.name) IN (SELECT lower(value) FROM json_each(:status)))
    AND (:state = 'all' OR (i.resolution_id IS NULL) = (:state = 'open'))
    AND (:from IS NULL OR i.created_on >= :from)
    AND (:to IS NULL OR i.created_on <= :to)
ORDER BY i.project_id, i.number
