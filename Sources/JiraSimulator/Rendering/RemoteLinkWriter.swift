/// Remote links of one issue as Jira shows them.
struct RemoteLinkWriter {
    private let base: [UInt8]
    private let key: String

    init(_ state: SiteState, _ slot: Int32) {
        base = (state.blocks ?? RenderedBlocks(state)).base
        key = state.key(slot)
    }

    /// What is absent is left out, but the application is an object in any case.
    func write(_ row: RemoteLink, to out: inout JSONBuffer) {
        let link = row.link
        out.raw("{\"id\":")
        out.integer(row.id)
        out.raw(",\"self\":\"")
        out.raw(base)
        out.plain("/rest/api/2/issue/\(key)/remotelink/\(row.id)")
        out.byte(34)
        member("globalId", link.globalID, to: &out)
        out.raw(",\"application\":{")
        if let type = link.applicationType {
            out.raw("\"type\":")
            out.string(type)
            member("name", link.applicationName, to: &out)
        } else if let name = link.applicationName {
            out.raw("\"name\":")
            out.string(name)
        }
        out.byte(125)
        member("relationship", link.relationship, to: &out)
        out.raw(",\"object\":{\"url\":")
        out.string(link.url)
        member("title", link.title, to: &out)
        member("summary", link.summary, to: &out)
        out.raw(",\"icon\":{\"url16x16\":\"https://wiki.example.com/favicon.png\",\"title\":\"Page\"}")
        out.raw(",\"status\":{")
        if let resolved = link.resolved {
            out.raw("\"resolved\":")
            out.boolean(resolved)
            out.byte(44)
        }
        out.raw("\"icon\":{}}}}")
    }

    private func member(_ name: StaticString, _ value: String?, to out: inout JSONBuffer) {
        guard let value else { return }
        out.raw(",\"")
        out.raw(name)
        out.raw("\":")
        out.string(value)
    }
}
