import GRDB
import SyncCore

/// Stores lists of reference data. A list is whole: what it no longer holds becomes a stub, or goes where no
/// issue names it.
struct ReferenceWriter {
    let db: Database
    let state: WriterState
    let at: Instant

    func save(_ data: ReferenceData) throws -> ReferenceOutcome {
        var outcome = ReferenceOutcome()
        if let projects = data.projects { outcome = try save(projects: projects) }
        for (project, components) in data.components { try save(components, of: project) }
        for (project, versions) in data.versions { try save(versions, of: project) }
        if let types = data.issueTypes { try save(types) }
        if let categories = data.statusCategories { try save(categories) }
        if let statuses = data.statuses { try save(statuses) }
        if let items = data.priorities { try save(items, in: "priorities") }
        if let items = data.resolutions { try save(items, in: "resolutions") }
        if let items = data.securityLevels { try save(items, in: "security_levels", isWhole: false) }
        if let types = data.linkTypes { try save(types) }
        if let fields = data.fields { outcome.fieldsChanged = try save(fields) }
        if data.fields != nil { try SprintFields.noteNames(db) }
        if !data.users.isEmpty { try save(users: data.users) }
        state.forgetSightings()
        if data.statuses != nil || data.statusCategories != nil { state.forgetCategories() }
        try DerivedData(db, state).noteBasisIfEmpty(at: at)
        return outcome
    }

    // MARK: Projects and what belongs to them

    private func save(projects: [ReferenceData.Project]) throws -> ReferenceOutcome {
        let outcome = try ProjectRekey(db: db, state: state).rekey(projects, at: at)
        let table = try ReferenceTable(
            db, "projects",
            columns: [
                "key", "name", "description", "lead_key", "project_type", "category", "url", "archived",
                "is_stub",
            ])
        let archived = Set(
            try Int64.fetchAll(db, sql: "SELECT id FROM projects WHERE archived AND NOT is_stub"))
        for project in projects {
            if project.archived != archived.contains(project.id) { try archive(project) }
            try table.upsert([
                project.id, project.key, project.name, project.description, project.leadKey,
                project.projectType, project.category, project.url, project.archived, false,
            ])
        }
        // Present keys last: a former key of one project may be the present key of another.
        for (project, key) in projects.flatMap({ project in project.keys.map { (project, $0) } })
            + projects.map({ ($0, $0.key) })
        {
            try ProjectRekey.saveKey(key, project.id, db)
        }
        state.forgetProjects()
        try FieldOptions(db, state, requestedAt: at, at: at).followProjects()
        return outcome
    }

    /// A project is archived, or restored, with all its issues; searches and answers do not tell of each.
    private func archive(_ project: ReferenceData.Project) throws {
        // What was changed before the archiving and not read yet, no search brings any more.
        if project.archived {
            try db.execute(
                sql: """
                    INSERT INTO stale_issues (issue_id) SELECT id FROM issues
                    WHERE project_id = ? AND archived_at IS NULL
                    ON CONFLICT DO NOTHING
                    """, arguments: [project.id])
        }
        try db.execute(
            sql: """
                UPDATE issues SET archived_at = ?2, changed_at = ?3
                WHERE project_id = ?1 AND (archived_at IS NULL) = (?2 IS NOT NULL)
                """, arguments: [project.id, project.archived ? at.text : nil, at.text])
    }

    private func save(_ components: [ReferenceData.Component], of project: Int64) throws {
        let table = try ReferenceTable(
            db, "components", columns: ["project_id", "name", "description", "lead_key", "is_stub"])
        for component in components {
            try table.upsert([
                component.id, project, component.name, component.description, component.leadKey, false,
            ])
        }
        let gone = try table.unlisted(
            except: components.map(\.id), where: "project_id = \(project)")
        for id in gone {
            try remove(id, from: "components", namedBy: [("issue_components", "component_id")])
        }
    }

    private func save(_ versions: [ReferenceData.Version], of project: Int64) throws {
        let table = try ReferenceTable(
            db, "versions",
            columns: [
                "project_id", "name", "description", "start_date", "release_date", "released", "archived",
                "position", "is_stub",
            ])
        for version in versions {
            try table.upsert([
                version.id, project, version.name, version.description, version.startDate,
                version.releaseDate, version.released, version.archived, version.position, false,
            ])
        }
        for id in try table.unlisted(except: versions.map(\.id), where: "project_id = \(project)") {
            try remove(
                id, from: "versions",
                namedBy: [("issue_fix_versions", "version_id"), ("issue_affected_versions", "version_id")])
        }
        try FieldOptions(db, state, requestedAt: at, at: at).followVersions(of: project)
    }

    /// Removes a row that no issue names; else it becomes a stub.
    private func remove(_ id: Int64, from table: String, namedBy users: [(table: String, column: String)])
        throws
    {
        for user in users
        where try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM \(user.table) WHERE \(user.column) = ?)", arguments: [id])
            == true
        {
            return try db.execute(sql: "UPDATE \(table) SET is_stub = 1 WHERE id = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM \(table) WHERE id = ?", arguments: [id])
    }

    // MARK: Site-wide lists

    private func save(_ types: [ReferenceData.IssueType]) throws {
        let table = try ReferenceTable(
            db, "issue_types", columns: ["name", "description", "is_subtask", "is_stub"])
        for type in types { try table.upsert([type.id, type.name, type.description, type.isSubtask, false]) }
        try table.markUnlisted(except: types.map(\.id))
    }

    private func save(_ categories: [ReferenceData.StatusCategory]) throws {
        let table = try ReferenceTable(db, "status_categories", columns: ["key", "name"])
        for category in categories { try table.upsert([category.id, category.key, category.name]) }
    }

    private func save(_ statuses: [ReferenceData.Status]) throws {
        let table = try ReferenceTable(
            db, "statuses", columns: ["name", "description", "category_id", "position", "is_stub"])
        for (position, status) in statuses.enumerated() {
            try table.upsert([
                status.id, status.name, status.description, status.categoryID, position, false,
            ])
        }
        try table.markUnlisted(except: statuses.map(\.id))
    }

    private func save(
        _ items: [ReferenceData.NamedItem], in name: String, isWhole: Bool = true
    ) throws {
        let table = try ReferenceTable(db, name, columns: ["name", "description", "position", "is_stub"])
        for (position, item) in items.enumerated() {
            try table.upsert([item.id, item.name, item.description, position, false])
        }
        if isWhole { try table.markUnlisted(except: items.map(\.id)) }
    }

    private func save(_ types: [ReferenceData.LinkType]) throws {
        let table = try ReferenceTable(db, "link_types", columns: ["name", "inward", "outward", "is_stub"])
        for type in types { try table.upsert([type.id, type.name, type.inward, type.outward, false]) }
        try table.markUnlisted(except: types.map(\.id))
    }

    /// - Returns: whether the list has other members than the one before; there was one.
    private func save(_ fields: [ReferenceData.Field]) throws -> Bool {
        let former = Set(try String.fetchAll(db, sql: "SELECT id FROM fields WHERE NOT is_stub"))
        let table = try ReferenceTable(
            db, "fields",
            columns: ["name", "custom", "schema_type", "schema_items", "schema_custom", "is_stub"])
        for field in fields {
            try table.upsert([
                field.id, field.name, field.custom, field.schemaType, field.schemaItems, field.schemaCustom,
                false,
            ])
        }
        let listed = Set(fields.map(\.id))
        for id in former.subtracting(listed).sorted() {
            try db.execute(sql: "UPDATE fields SET is_stub = 1 WHERE id = ?", arguments: [id])
        }
        state.forgetFields()
        return !former.isEmpty && former != listed
    }

    // MARK: Users

    /// The directory may hide what issues show, so what it leaves out stays.
    private func save(users: [ReferenceData.User]) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO users (key, username, display_name, email, active, time_zone, deleted, is_stub)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)
                ON CONFLICT (key) DO UPDATE SET
                    username = coalesce(excluded.username, username),
                    display_name = coalesce(excluded.display_name, display_name),
                    email = coalesce(excluded.email, email),
                    active = excluded.active,
                    time_zone = coalesce(excluded.time_zone, time_zone),
                    deleted = excluded.deleted,
                    is_stub = 0
                WHERE is_stub OR active IS NOT excluded.active OR deleted IS NOT excluded.deleted
                    OR username IS NOT coalesce(excluded.username, username)
                    OR display_name IS NOT coalesce(excluded.display_name, display_name)
                    OR email IS NOT coalesce(excluded.email, email)
                    OR time_zone IS NOT coalesce(excluded.time_zone, time_zone)
                """)
        for user in users {
            try statement.execute(arguments: [
                user.key, user.username, user.displayName, user.email, user.active, user.timeZone,
                user.deleted,
            ])
        }
    }
}
