extension MirrorReader {
    /// Tables and views with what they mean, in the order of the documentation.
    ///
    /// Meanings come from the comments in the mirror's own statements; those of views' columns, which have none
    /// there, from ``ViewMeanings``; those of custom fields from the table `fields`.
    ///
    /// - Throws: ``QueryError``.
    package func tables() throws -> [SchemaTable] {
        let tables = try snapshot {
            let ownViews = Set(try userViews().compactMap(\.view))
            let fields = try customFields()
            let statements = try all(
                sql: """
                    SELECT name, type, sql FROM sqlite_schema
                    WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid
                    """)
            return try statements.compactMap { row -> SchemaTable? in
                guard case .text(let name) = row[0], case .text(let sql) = row[2] else { return nil }
                let isView = row[1] == .text("view")
                let kind: SchemaTable.Kind =
                    isView ? (ownViews.contains(name) ? .ownView : .view) : .table
                return try table(name, kind, sql, fields)
            }
        }
        return SchemaOrder.sorted(ViewMeanings.filled(tables))
    }

    private func table(
        _ name: String, _ kind: SchemaTable.Kind, _ sql: String, _ fields: [String: CustomField]
    ) throws -> SchemaTable {
        var columns: [SchemaTable.Column] = []
        try rows(
            sql: "SELECT name, type, pk FROM pragma_table_xinfo(?) ORDER BY cid",
            arguments: .positional([.text(name)])
        ) { row in
            columns.append(
                .init(name: row.text(0) ?? "", type: row.text(1) ?? "", isKey: (row.integer(2) ?? 0) > 0))
        }
        let comments = SchemaComments(sql: sql, isView: kind != .table, columns: columns.map(\.name))
        var references: [String: String] = [:]
        try rows(
            sql: """
                SELECT "from", "table", "to" FROM pragma_foreign_key_list(?1)
                WHERE id NOT IN (SELECT id FROM pragma_foreign_key_list(?1) WHERE seq > 0)
                """,
            arguments: .positional([.text(name)])
        ) { row in
            guard let column = row.text(0), let table = row.text(1), let key = row.text(2) else { return }
            references[column] = "\(table).\(key)"
        }
        for index in columns.indices {
            let column = columns[index].name
            columns[index].meaning = comments.columns[column]
            columns[index].refersTo = references[column]
            if let field = fields["\(name).\(column)"] {
                columns[index].fieldID = field.id
                columns[index].meaning = field.meaning
            }
        }
        return SchemaTable(
            name: name, kind: kind, topic: SchemaOrder.topic(name, kind), meaning: comments.meaning,
            columns: columns)
    }

    // MARK: Custom fields

    private struct CustomField {
        var id: String
        var meaning: String
    }

    /// By table and column: `issue_fields.severity`.
    private func customFields() throws -> [String: CustomField] {
        var fields: [String: CustomField] = [:]
        try rows(
            sql: """
                SELECT id, name, schema_type, schema_items, table_name, column_name FROM fields
                WHERE column_name IS NOT NULL
                """
        ) { row in
            guard let id = row.text(0), let table = row.text(4), let column = row.text(5) else { return }
            let name = row.text(1).map { "The field '\($0)'" } ?? "A field without a name"
            let type = row.text(2).map { type in
                switch type {
                case "any": ""
                case "array": "; JSON array of type \(row.text(3) ?? "any")"
                default: "; of type \(type)"
                }
            }
            fields["\(table).\(column)"] = CustomField(id: id, meaning: "\(name) (\(id))\(type ?? "").")
        }
        return fields
    }
}

/// The order in which tables and views are told.
enum SchemaOrder {
    static func topic(_ table: String, _ kind: SchemaTable.Kind) -> SchemaTopic {
        switch kind {
        case .view: .views
        case .ownView: .ownViews
        case .table: SchemaTopic.place(of: table)?.topic ?? .program
        }
    }

    static func sorted(_ tables: [SchemaTable]) -> [SchemaTable] {
        let topics = SchemaTopic.allCases
        func place(_ table: SchemaTable) -> (Int, Int, String) {
            let position =
                table.kind == .view
                ? SchemaTopic.viewOrder.firstIndex(of: table.name)
                : SchemaTopic.place(of: table.name)?.position
            return (topics.firstIndex(of: table.topic) ?? topics.count, position ?? .max, table.name)
        }
        return tables.sorted { place($0) < place($1) }
    }
}
