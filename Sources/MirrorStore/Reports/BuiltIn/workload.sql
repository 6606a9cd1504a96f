-- title: Workload
-- description: Who has how much unresolved work, by number and by remaining estimate?
-- headline: {sum:issues} issues are unresolved, {sum:unassigned} of them nobody's; their remaining estimates add up to {sum:remaining_hours} hours.
-- empty: No issue is unresolved.
-- sample: {sum:issues} unresolved issues
-- tile: Unresolved = {sum:issues} : of {people} people, and nobody's
-- tile: Nobody's = {sum:unassigned}
-- tile: Remaining estimate = {sum:remaining_hours} h : {sum:unestimated} issues have none
-- tile: Overdue = {sum:overdue} : due before {as_of_day}
-- exclusion: archived issues = {archived}
-- exclusion: sub-tasks = {subtasks_left_out}
-- rule: Unresolved: issues without a resolution, whatever their status.
-- rule: Each issue counts for the person that it is assigned to today; issues without an assignee stand under (nobody).
-- rule: Remaining estimate: the issue's own field, that of its sub-tasks only where sub-tasks are counted; an issue without one adds nothing.
-- rule: Overdue: the due date is before the day of the data.
-- rule: Statuses are told apart by their id and count by the category that they have today; whether an issue was ever started plays no part, and a reopened one is unresolved again; issues that were moved count in the project they are in now; archived and deleted issues do not count; sub-tasks only with subtasks=yes.
-- jira: Jira's workload reports show one person or one version at a time, and their remaining estimates; here all people stand side by side, and issues without an estimate are told.
-- search: Unresolved = {sum:issues} : resolution is EMPTY AND resolved is EMPTY
-- search: Nobody's = {sum:unassigned} : resolution is EMPTY AND resolved is EMPTY AND assignee is EMPTY
-- figures:
-- column: as_of_day day Day of the data
SELECT
    :as_of_day AS as_of_day,
    count(DISTINCT CASE WHEN {scope:i} THEN i.assignee_key END) AS people,
    coalesce(sum(i.archived_at IS NOT NULL), 0) AS archived,
    coalesce(sum(i.archived_at IS NULL AND NOT :subtasks AND t.is_subtask IS 1), 0) AS subtasks_left_out
-- An index holds all that is asked of unresolved issues.
FROM issues AS i
LEFT JOIN issue_types AS t ON t.id = i.issue_type_id
WHERE i.resolved_on IS NULL AND i.resolution_id IS NULL AND {selection:i};

-- table: people Unresolved issues of each person
-- column: person text Person
-- column: issues integer Issues
-- column: in_progress integer In progress
-- column: remaining_hours real(1) Remaining, hours
-- column: unestimated integer Without an estimate
-- column: overdue integer Overdue
-- column: oldest day Oldest since
-- column: unassigned integer Nobody's
-- chart: bars person issues title Unresolved issues of each person
-- chart: bars person remaining_hours title Remaining estimate of each person, hours
SELECT
    CASE WHEN work.assignee_key IS NULL THEN '(nobody)'
        ELSE coalesce(users.display_name, users.username, work.assignee_key) END AS person,
    work.issues, work.in_progress, work.remaining_hours, work.unestimated, work.overdue, work.oldest,
    CASE WHEN work.assignee_key IS NULL THEN work.issues ELSE 0 END AS unassigned
FROM (
    SELECT
        i.assignee_key,
        count(*) AS issues,
        sum(i.status_id IN (
            SELECT statuses.id FROM statuses
            JOIN status_categories ON status_categories.id = statuses.category_id
            WHERE status_categories.key = 'indeterminate')) AS in_progress,
        round(sum(coalesce(i.remaining_estimate_seconds, 0)) / 3600.0, 2) AS remaining_hours,
        sum(i.remaining_estimate_seconds IS NULL) AS unestimated,
        sum(i.due_date IS NOT NULL AND i.due_date < :as_of_day) AS overdue,
        min(i.created_on) AS oldest
    FROM issues AS i
    WHERE i.resolved_on IS NULL AND i.resolution_id IS NULL AND {scope:i}
    GROUP BY i.assignee_key
) AS work
LEFT JOIN users ON users.key = work.assignee_key
ORDER BY work.issues DESC, person
