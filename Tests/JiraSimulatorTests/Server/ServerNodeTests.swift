import Testing

@testable import JiraSimulator

@Suite("Nodes behind a balancer") struct ServerNodeTests {
    private static let cluster = [
        NodeOptions("n1"), NodeOptions("n2", indexLag: 300_000, clockOffset: 120_000),
    ]

    private func found(_ answer: Answer) throws -> Int? {
        try JSONReader.read(answer.body)["total"]?.int
    }

    @Test("each node answers with its own index and its own time")
    func nodes() async throws {
        try await Bench.with({ $0.site.nodes = Self.cluster }) { bench throws in
            let path = "/rest/api/2/search?maxResults=0"
            let before = try #require(try found(try bench.ask("GET", path)))
            let project = bench.simulator.site.read().projects[0].key
            #expect(
                bench.simulator.site.apply(.createIssue(project: project, summary: "new")).error == nil)
            var totals: [String: Int] = [:]
            var dates: [String: String] = [:]
            for _ in 1...4 {
                let answer = try bench.ask("GET", path)
                let node = try #require(answer.headers["X-ANODEID"])
                totals[node] = try found(answer)
                dates[node] = answer.headers["Date"]
            }
            #expect(totals == ["n1": before + 1, "n2": before])
            #expect(dates["n1"] == HTTPDate.text(bench.clock.now))
            #expect(dates["n2"] == HTTPDate.text(bench.clock.now + 120_000))
        }
    }

    @Test("a balancer keeps a client on its node by its cookie, by the session's name, or not at all")
    func balancers() async throws {
        for balancer in [Balancer.cookie, .session, .none] {
            try await Bench.with({
                $0.site.nodes = Self.cluster
                $0.balancer = balancer
            }) { bench throws in
                let first = try bench.ask("GET", "/rest/api/2/serverInfo")
                let cookies = first.headers.values("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
                #expect(cookies.contains { $0.hasPrefix("AWSALB=") } == (balancer == .cookie))
                var seen: Set<String> = []
                for _ in 1...4 {
                    let next = try bench.ask(
                        "GET", "/rest/api/2/serverInfo",
                        headers: [("Cookie", cookies.joined(separator: "; "))])
                    seen.insert(next.headers["X-ANODEID"] ?? "")
                }
                #expect(seen.count == (balancer == .none ? 2 : 1), "\(balancer)")
                if balancer != .none { #expect(seen == [first.headers["X-ANODEID"] ?? ""]) }
            }
        }
    }
}
