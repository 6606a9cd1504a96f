import Synchronization

/// Puts the headers on an answer that Jira, Tomcat and the load balancer add to everything.
final class HeaderStamper: Sendable {
    private let site: SimulatedSite
    private let options: SimulatorOptions

    init(site: SimulatedSite, options: SimulatorOptions) {
        self.site = site
        self.options = options
    }

    /// The node that answers: the one that the balancer remembers, else the next in turn; nil without a
    /// cluster.
    func node(for request: IncomingRequest, number: Int) -> NodeOptions? {
        let nodes = site.nodes
        guard !nodes.isEmpty else { return nil }
        switch options.balancer {
        case .none: break
        case .cookie:
            if let last = request.cookie("AWSALB")?.split(separator: ".").last, let index = Int(last),
                nodes.indices.contains(index)
            {
                return nodes[index]
            }
        case .session:
            let name = request.cookie("JSESSIONID")?.split(separator: ".", maxSplits: 1).dropFirst().first
            if let name, let node = nodes.first(where: { $0.name == name }) { return node }
        }
        return nodes[number % nodes.count]
    }

    /// `concurrent` is the number of requests that are being answered now.
    func stamp(
        _ response: inout OutgoingResponse, _ context: RequestContext, record: RequestRecord, concurrent: Int
    ) {
        let name = context.user.flatMap(site.activeUsername)
        response.headers.set("Date", HTTPDate.text(context.now))
        response.headers.set(
            "X-AREQUESTID", "\(HTTPDate.minuteOfDay(context.now))x\(record.number)x\(concurrent)")
        response.headers.set("X-AUSERNAME", name.map(FormCoding.encodeComponent) ?? "anonymous")
        if let node = record.node { response.headers.set("X-ANODEID", node) }
        if name != nil {
            response.headers.set("X-ASESSIONID", sessionLabel(context))
            if response.status != 401, response.headers["X-Seraph-LoginReason"] == nil {
                response.headers.set("X-Seraph-LoginReason", "OK")
            }
        }
        // Whatever a 401 was about, the OAuth filter adds this.
        if response.status == 401, response.headers["WWW-Authenticate"] == nil {
            response.headers.set(
                "WWW-Authenticate", "OAuth realm=\"\(FormCoding.encodeComponent(context.baseURL))\"")
        }
        if response.headers["Cache-Control"] == nil {
            response.headers.append("Cache-Control", "no-cache, no-store, no-transform")
        }
        response.headers.append("Vary", "User-Agent")
        setCookies(&response, context, record)
    }

    private func setCookies(
        _ response: inout OutgoingResponse, _ context: RequestContext, _ record: RequestRecord
    ) {
        let path = context.contextPath.isEmpty ? "/" : context.contextPath
        if context.request.cookie("JSESSIONID") == nil,
            !response.headers.values("Set-Cookie").contains(where: { $0.hasPrefix("JSESSIONID=") })
        {
            let suffix = record.node.map { ".\($0)" } ?? ""
            let id = TokenText.make(32).uppercased()
            response.headers.append("Set-Cookie", "JSESSIONID=\(id)\(suffix); Path=\(path); HttpOnly")
        }
        let names = site.nodes.map(\.name)
        if options.balancer == .cookie, names.count > 1, let node = record.node,
            let index = names.firstIndex(of: node)
        {
            response.headers.append("Set-Cookie", "AWSALB=\(TokenText.make(24)).\(index); Path=/")
        }
    }

    /// Seven characters that stay the same for a person.
    private func sessionLabel(_ context: RequestContext) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in (context.user ?? "").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(String(hash, radix: 36).prefix(7))
    }
}
