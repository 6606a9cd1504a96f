/// Writes issues as search and issue resources show them, for one request.
struct IssueRenderer {
    let state: SiteState
    let blocks: RenderedBlocks
    let viewer: Viewer
    /// What is shown of each issue, in order.
    let fields: [FieldDefinition]
    /// `"<id>":` of each.
    private let prefixes: [[UInt8]]
    /// Time tracking of the present issue with its sub-tasks, once it was asked for.
    var summed: SummedTimes?
    let expandsChangelog: Bool
    /// What the account may do next with an issue: nothing, as accounts that only read may not.
    let expandsTransitions: Bool
    let offset: Int
    /// Differs at each read; feeds the identity hashes.
    var hashes: SeededGenerator
    var out: JSONBuffer

    /// `state` must have its ``SiteState/blocks``.
    init(
        _ state: SiteState, _ viewer: Viewer, _ selection: FieldSelection, expand: [String] = [],
        capacity: Int = 0
    ) {
        self.state = state
        blocks = state.blocks ?? RenderedBlocks(state)
        self.viewer = viewer
        fields = selection.shown(of: state.fields)
        prefixes = fields.map { Array("\"\($0.id)\":".utf8) }
        let expanded = Set(expand.flatMap { $0.split(separator: ",") }.map { String($0) })
        expandsChangelog = expanded.contains("changelog")
        expandsTransitions = expanded.contains("transitions")
        offset = state.options.serverZoneOffsetMinutes
        hashes = SeededGenerator(seed: state.options.seed, purpose: 9, number: Int(state.reads))
        out = JSONBuffer(capacity: capacity)
    }

    /// One issue; `extra` is written before the closing brace.
    mutating func issue(_ slot: Int32, expand: StaticString, extra: (inout JSONBuffer) -> Void = { _ in }) {
        let record = state.records[Int(slot)]
        let needsDetail = !fields.isEmpty || expandsChangelog
        out.raw("{\"expand\":\"")
        out.raw(expand)
        out.raw("\",\"id\":\"")
        out.integer(state.id(slot))
        out.raw("\",")
        issueLink(slot)
        out.raw(",\"key\":\"")
        key(record)
        out.byte(34)
        if needsDetail {
            let detail = state.detail(slot)
            if !fields.isEmpty { members(slot, record, detail) }
            if expandsChangelog { changelog(detail.history) }
        }
        if expandsTransitions { out.raw(",\"transitions\":[]") }
        extra(&out)
        out.byte(125)
    }

    private mutating func members(_ slot: Int32, _ record: IssueRecord, _ detail: IssueDetail) {
        out.raw(",\"fields\":{")
        summed = nil
        var isFirst = true
        for index in 0..<fields.count {
            let content = fields[index].content
            if content == .parent, record.parent < 0 { continue }
            if content == .security, !state.hasSecurityScheme(record.project) { continue }
            if let only = fields[index].onlyIn, only != record.project { continue }
            if !isFirst { out.byte(44) }
            isFirst = false
            out.raw(prefixes[index])
            if content == .value {
                custom(index, slot, record, detail)
            } else {
                value(content, slot, record, detail)
            }
        }
        out.byte(125)
    }

    mutating func key(_ record: IssueRecord) {
        out.raw(blocks.projectKeys[Int(record.project)])
        out.byte(45)
        out.integer(Int64(record.number))
    }

    /// `"self":"<base>/rest/api/2/issue/<id>"`.
    mutating func issueLink(_ slot: Int32) {
        out.raw("\"self\":\"")
        out.raw(blocks.base)
        out.raw("/rest/api/2/issue/")
        out.integer(state.id(slot))
        out.byte(34)
    }

    mutating func person(_ index: Int32) {
        if index < 0 { out.raw("null") } else { out.raw(blocks.users[Int(index)]) }
    }

    mutating func text(_ text: JiraText?) {
        guard let text else { return out.raw("null") }
        out.byte(34)
        text.write(to: &out, state.context.texts)
        out.byte(34)
    }

    mutating func number(_ value: Int64?) {
        if let value { out.integer(value) } else { out.raw("null") }
    }

    mutating func date(_ value: Int64?) {
        if let value { out.date(value, offset: offset) } else { out.raw("null") }
    }

    mutating func block(_ list: [[UInt8]], _ position: UInt8) {
        if position == IssueRecord.nothing { out.raw("null") } else { out.raw(list[Int(position)]) }
    }

    mutating func list<Element>(_ items: [Element], _ write: (inout IssueRenderer, Element) -> Void) {
        out.byte(91)
        for (index, item) in items.enumerated() {
            if index > 0 { out.byte(44) }
            write(&self, item)
        }
        out.byte(93)
    }
}
