package import JiraSimulator

/// What a mirror should hold of a site: all that its account sees, unless a configuration selects or redacts.
package struct MirrorExpectation: Sendable {
    /// Whether an issue is in the mirrored part of the site.
    package var selects: @Sendable (IssueTruth) -> Bool = { _ in true }
    /// Ids of the mirrored projects; nil is all.
    package var projects: Set<String>?
    /// What becomes of a row of a table; nil is left out. Columns are those of ``SiteSnapshot``.
    package var row: @Sendable (_ table: String, _ columns: [String], _ row: [String?]) -> [String?]? = {
        $2
    }

    package init() {}

    /// Of certain projects.
    package init(projects: Set<String>) {
        self.projects = projects
        selects = { $0.cell("project_id").map(projects.contains) ?? false }
    }

    /// Rows of the site's own tables.
    func site(_ table: String, _ columns: [String], _ rows: [[String?]]) -> [[String?]] {
        let at = columns.firstIndex(of: table == "projects" ? "id" : "project_id")
        let isOfProjects = ["projects", "project_keys", "components", "versions"].contains(table)
        return rows.compactMap { cells in
            if let projects, isOfProjects, let at, !projects.contains(cells[at] ?? "") { return nil }
            return row(table, columns, cells)
        }
    }
}

extension IssueTruth {
    /// A cell of the issue's own row.
    package func cell(_ column: String) -> String? {
        guard let at = SiteSnapshot.columns["issues"]?.firstIndex(of: column) else { return nil }
        return rows["issues"]?.first?[at]
    }
}
