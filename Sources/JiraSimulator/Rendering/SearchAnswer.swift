/// The envelope of a search.
enum SearchAnswer {
    static let defaultPage = 50

    static func make(
        _ request: SearchRequest, _ state: SiteState, _ viewer: Viewer
    ) throws(APIFailure) -> [UInt8] {
        let cap = state.options.pageCap
        let asked = request.maxResults ?? defaultPage
        // More than the cap, and "all of them", are cut without a word.
        let page = asked < 0 ? cap : min(asked, cap)
        let start = max(0, request.startAt)
        if let window = state.options.resultWindow {
            let (last, overflow) = start.addingReportingOverflow(page)
            if overflow || last > window {
                throw .beyondWindow(asked: overflow ? Int.max : last, window: window)
            }
        }
        let found = try JQLSearch(state, viewer).find(request.jql, validate: request.validateQuery)
        // What the index still has and the database no more is left out; the total counts it.
        let shown = found.slots.dropFirst(start).prefix(page).filter {
            !state.records[Int($0)].isDeleted
        }
        let selection = FieldSelection(request.fields, default: .navigable)
        let estimate =
            selection.shown(of: state.fields).isEmpty
            ? 256 : state.options.bodySize == .small ? 6_000 : 18_000
        var renderer = IssueRenderer(
            state, viewer, selection, expand: request.expand, capacity: 512 + shown.count * estimate)
        renderer.out.byte(123)
        if !shown.isEmpty { renderer.out.raw("\"expand\":\"schema,names\",") }
        renderer.out.raw("\"startAt\":")
        renderer.out.integer(start)
        renderer.out.raw(",\"maxResults\":")
        renderer.out.integer(page)
        renderer.out.raw(",\"total\":")
        renderer.out.integer(found.slots.count)
        renderer.out.raw(",\"issues\":")
        renderer.list(shown) {
            $0.issue($1, expand: "operations,versionedRepresentations,editmeta,changelog,renderedFields")
        }
        if !found.warnings.isEmpty {
            renderer.out.raw(",\"warningMessages\":")
            renderer.list(found.warnings) { $0.out.string($1) }
        }
        if !shown.isEmpty { names(renderer.fields, request.expand, to: &renderer.out) }
        renderer.out.byte(125)
        return renderer.out.bytes
    }

    /// `names` and `schema` of the shown fields, where they were asked for.
    static func names(_ fields: [FieldDefinition], _ expand: [String], to out: inout JSONBuffer) {
        let expanded = Set(expand.flatMap { $0.split(separator: ",") }.map { String($0) })
        if expanded.contains("names") {
            out.raw(",\"names\":{")
            for (index, field) in fields.enumerated() {
                if index > 0 { out.byte(44) }
                out.string(field.id)
                out.byte(58)
                out.string(field.name)
            }
            out.byte(125)
        }
        if expanded.contains("schema") {
            out.raw(",\"schema\":{")
            for (index, field) in fields.enumerated() {
                if index > 0 { out.byte(44) }
                out.string(field.id)
                out.byte(58)
                field.schema(to: &out)
            }
            out.byte(125)
        }
    }
}

extension FieldDefinition {
    /// `{"type":"array","items":"version","system":"fixVersions"}`.
    func schema(to out: inout JSONBuffer) {
        out.raw("{\"type\":")
        out.string(type ?? "any")
        if let items {
            out.raw(",\"items\":")
            out.string(items)
        }
        if let number {
            out.raw(",\"custom\":")
            out.string(schemaName ?? "")
            out.raw(",\"customId\":")
            out.integer(number)
        } else {
            out.raw(",\"system\":")
            out.string(schemaName ?? id)
        }
        out.byte(125)
    }
}
