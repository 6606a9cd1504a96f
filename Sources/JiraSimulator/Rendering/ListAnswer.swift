/// The site-wide lists and `/serverInfo`.
struct ListAnswer {
    private let state: SiteState
    private let blocks: RenderedBlocks
    private let writer: ReferenceWriter

    init(_ state: SiteState) {
        self.state = state
        blocks = state.blocks ?? RenderedBlocks(state)
        writer = ReferenceWriter(base: blocks.base, state: state)
    }

    func list(_ name: String) -> [UInt8]? {
        var out = JSONBuffer(capacity: 8192)
        let catalogue = state.catalogue
        switch name {
        case "field": array(state.fields.filter { $0.isListed }, to: &out) { field($0, to: &$1) }
        case "status": array(blocks.statuses, to: &out) { $1.raw($0) }
        case "statuscategory": array(catalogue.categories, to: &out) { writer.category($0, to: &$1) }
        case "priority": array(catalogue.priorities, to: &out) { writer.priority($0, full: true, to: &$1) }
        case "resolution": array(blocks.resolutions, to: &out) { $1.raw($0) }
        case "issuetype": array(blocks.types, to: &out) { $1.raw($0) }
        case "issueLinkType":
            out.raw("{\"issueLinkTypes\":")
            array(blocks.linkTypes, to: &out) { $1.raw($0) }
            out.byte(125)
        case "configuration":
            out.raw("{\"votingEnabled\":true,\"watchingEnabled\":true,\"unassignedIssuesAllowed\":true,")
            out.raw("\"subTasksEnabled\":true,\"issueLinkingEnabled\":")
            out.boolean(state.options.issueLinking)
            out.raw(",\"timeTrackingEnabled\":true,")
            out.raw("\"attachmentsEnabled\":true,\"timeTrackingConfiguration\":{\"workingHoursPerDay\":8.0,")
            out.raw("\"workingDaysPerWeek\":5.0,\"timeFormat\":\"pretty\",\"defaultUnit\":\"minute\"}}")
        default: return nil
        }
        return out.bytes
    }

    private func array<Element>(
        _ items: [Element], to out: inout JSONBuffer, _ write: (Element, inout JSONBuffer) -> Void
    ) {
        out.byte(91)
        for (index, item) in items.enumerated() {
            if index > 0 { out.byte(44) }
            write(item, &out)
        }
        out.byte(93)
    }

    private func field(_ field: FieldDefinition, to out: inout JSONBuffer) {
        out.raw("{\"id\":")
        out.string(field.id)
        out.raw(",\"name\":")
        out.string(field.name)
        let flags: [(StaticString, Bool)] = [
            ("custom", field.isCustom), ("orderable", field.isOrderable), ("navigable", field.isNavigable),
            ("searchable", field.isSearchable),
        ]
        for (name, value) in flags {
            out.raw(",\"")
            out.raw(name)
            out.raw("\":")
            out.boolean(value)
        }
        out.raw(",\"clauseNames\":")
        array(field.clauses, to: &out) { $1.string($0) }
        if field.type != nil {
            out.raw(",\"schema\":")
            field.schema(to: &out)
        }
        out.byte(125)
    }

    /// `deploymentType` is `Server` on Data Center too.
    func serverInfo(authenticated: Bool) -> [UInt8] {
        let version = state.options.version
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        var build = 0
        for index in 0..<3 {
            build = build * (index == 0 ? 1 : 100) + (index < numbers.count ? numbers[index] : 0)
        }
        var out = JSONBuffer(capacity: 512)
        out.raw("{\"baseUrl\":")
        out.string(state.options.baseURL)
        out.raw(",\"version\":")
        out.string(version)
        out.raw(",\"versionNumbers\":")
        array(numbers, to: &out) { $1.integer($0) }
        out.raw(",\"deploymentType\":\"Server\",\"buildNumber\":")
        out.integer(build)
        out.raw(",\"buildDate\":\"2023-03-16T00:00:00.000+0000\",\"databaseBuildNumber\":")
        out.integer(build)
        if authenticated {
            out.raw(",\"serverTime\":")
            out.date(state.now, offset: state.options.serverZoneOffsetMinutes)
        }
        out.raw(",\"scmInfo\":\"0000000000000000000000000000000000000000\",\"serverTitle\":")
        out.string(state.options.serverTitle)
        out.byte(125)
        return out.bytes
    }
}
