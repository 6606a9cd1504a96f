package import HTTPCore
package import SyncCore

/// Decodes answers of `/rest/agile/1.0`, by the rules of ``ReferenceDecoder``: ids are numbers here or strings,
/// what servers leave out (`location`, `goal`, dates, `total`, `isLast`) may be absent.
package enum AgileDecoder {
    /// A page of `/board`.
    package static func boards(_ body: ResponseBody) throws(DecodingError) -> BoardPage {
        try ReferenceDecoder.decode(body, "a page of boards") { value throws(ScanError) in
            let boards = try elements(value, board)
            return BoardPage(boards: boards, isLast: try isLast(value, boards.count))
        }
    }

    /// `/board/{id}`.
    package static func board(_ body: ResponseBody) throws(DecodingError) -> AgileData.Board {
        try ReferenceDecoder.decode(body, "a board") { value throws(ScanError) in try board(value) }
    }

    private static func board(_ value: JSONValue) throws(ScanError) -> AgileData.Board {
        AgileData.Board(
            id: try value.id(), name: try value.text(.name) ?? "", type: try value.required(.type).text())
    }

    /// `/board/{id}/configuration`. Boards that estimate by count, by time or not at all have no field.
    package static func boardConfiguration(
        _ body: ResponseBody
    ) throws(DecodingError) -> AgileData.BoardConfiguration {
        try ReferenceDecoder.decode(body, "a board's configuration") { value throws(ScanError) in
            var columns: [AgileData.Column] = []
            for column in try value.required(.columnConfig).required(.columns).elements() {
                var statuses: [Int64] = []
                for status in try column[.statuses]?.elements() ?? [] { statuses.append(try status.id()) }
                columns.append(AgileData.Column(name: try column.text(.name) ?? "", statusIDs: statuses))
            }
            let field = try value[.estimation]?[.field]?.text(.fieldId)
            return AgileData.BoardConfiguration(
                filterID: try value[.filter]?.id(),
                estimationFieldID: field.flatMap { $0.hasPrefix("customfield_") ? $0 : nil },
                columns: columns)
        }
    }

    /// A page of `/board/{id}/project`: the projects' ids.
    package static func boardProjects(
        _ body: ResponseBody
    ) throws(DecodingError) -> (ids: [Int64], isLast: Bool) {
        try ReferenceDecoder.decode(body, "a page of a board's projects") { value throws(ScanError) in
            let ids = try elements(value) { project throws(ScanError) in try project.id() }
            return (ids, try isLast(value, ids.count))
        }
    }

    /// A page of `/board/{id}/sprint`.
    package static func sprints(_ body: ResponseBody) throws(DecodingError) -> SprintPage {
        try ReferenceDecoder.decode(body, "a page of sprints") { value throws(ScanError) in
            let sprints = try elements(value, sprint)
            return SprintPage(sprints: sprints, isLast: try isLast(value, sprints.count))
        }
    }

    /// An empty goal is none: the sprint field of issues cannot tell the two apart.
    private static func sprint(_ value: JSONValue) throws(ScanError) -> AgileData.Sprint {
        let goal = try value.text(.goal)
        return AgileData.Sprint(
            id: try value.id(), boardID: try value.integer(.originBoardId), name: try value.text(.name) ?? "",
            state: try value.required(.state).text().lowercased(), goal: goal?.isEmpty == true ? nil : goal,
            startAt: try value[.startDate]?.instant(), endAt: try value[.endDate]?.instant(),
            completeAt: try value[.completeDate]?.instant(), activatedAt: try value[.activatedDate]?.instant()
        )
    }

    private static func elements<Element>(
        _ value: JSONValue, _ element: (JSONValue) throws(ScanError) -> Element
    ) throws(ScanError) -> [Element] {
        var elements: [Element] = []
        for item in try value.required(.values).elements() { elements.append(try element(item)) }
        return elements
    }

    /// By the flag, else by the total, else by a page that is not full. Nothing follows an empty page.
    private static func isLast(_ value: JSONValue, _ count: Int) throws(ScanError) -> Bool {
        if count == 0 { return true }
        if let isLast = try value.boolean(.isLast) { return isLast }
        let count = Int64(count)
        if let total = try value.integer(.total) {
            let (end, tooFar) = (try value.integer(.startAt) ?? 0).addingReportingOverflow(count)
            return tooFar || end >= total
        }
        return try value.integer(.maxResults).map { count < $0 } ?? true
    }
}
