import Testing

@testable import JiraSimulator

@Suite("Fault script: which requests a rule meets")
struct ServerFaultMatchingTests {
    private let info = "/rest/api/2/serverInfo"

    @Test("rules meet requests by path, method, order and number")
    func matching() async throws {
        try await Bench.with { bench throws in
            let faults = bench.simulator.faults
            let third = faults.add(.status(500), path: "serverInfo", from: 3, count: 1)
            let numbered = faults.add(FaultRule(.status(502), requests: 6...6))
            let posts = faults.add(.status(504), method: "POST")
            let queried = faults.add(.status(503), query: "poison=1", every: 2)
            var statuses: [Int] = []
            for _ in 1...6 { statuses.append(try bench.ask("GET", info).status) }
            #expect(statuses == [200, 200, 500, 200, 200, 502])
            #expect(third.fired == 1 && third.matched == 6 && numbered.fired == 1 && posts.matched == 0)
            statuses = []
            for _ in 1...4 { statuses.append(try bench.ask("GET", info + "?poison=1").status) }
            #expect(statuses == [503, 200, 503, 200])
            #expect(queried.fired == 2)
        }
    }

    @Test("a chance is drawn from the seed: the same requests fail each time")
    func probability() async throws {
        func pattern(seed: UInt64) async throws -> [Int] {
            var statuses: [Int] = []
            try await Bench.with { bench throws in
                bench.simulator.faults.add(FaultRule(.status(500), probability: 0.3, seed: seed))
                for _ in 1...40 { statuses.append(try bench.ask("GET", info).status) }
            }
            return statuses
        }
        let first = try await pattern(seed: 7)
        #expect(try await pattern(seed: 7) == first)
        #expect(try await pattern(seed: 8) != first)
        #expect((4...20).contains(first.filter { $0 == 500 }.count))
    }
}
