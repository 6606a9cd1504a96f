import Foundation
import FoundationNetworking
import Testing

@testable import JiraSimulator

@Suite("Fault script: every fault as a raw client sees it")
struct ServerFaultTests {
    private let info = "/rest/api/2/serverInfo"

    /// Adds a rule, asks once, and proves that the rule fired exactly once.
    private func once(
        _ action: FaultAction, _ check: (Bench, RawClient) throws -> Void
    ) async throws {
        try await Bench.with { bench throws in
            let fault = bench.simulator.faults.add(action)
            let client = try RawClient(port: bench.simulator.port)
            client.request("GET", info)
            try check(bench, client)
            #expect(fault.fired == 1)
            #expect(bench.simulator.log.records.last?.faults == [action.name])
        }
    }

    @Test("a status comes with its body and headers and without Jira's own")
    func status() async throws {
        let action = FaultAction.status(
            503, body: "<html>maintenance</html>", headers: ["Retry-After": "7"])
        try await once(action) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.status == 503)
            #expect(answer.text == "<html>maintenance</html>")
            #expect(answer.headers["Retry-After"] == "7")
            #expect(answer.headers["Content-Type"] == "text/html")
            #expect(answer.headers["X-AUSERNAME"] == nil)
        }
    }

    @Test("a login page comes with status 200")
    func html200() async throws {
        try await once(.html200) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "text/html;charset=UTF-8")
            #expect(answer.text.contains("os_username"))
        }
    }

    @Test("a redirect carries status and target")
    func redirect() async throws {
        try await once(.redirect(307, to: "http://evil.example/x")) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.status == 307)
            #expect(answer.headers["Location"] == "http://evil.example/x")
        }
    }

    @Test("an identity is dropped silently, or swapped for another person's")
    func identity() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let dropped = bench.simulator.faults.add(.anonymous, count: 1)
            let first = try bench.signed("GET", info, bench.fresh(token: token))
            #expect(first.status == 200)
            #expect(first.headers["X-AUSERNAME"] == "anonymous")
            #expect(dropped.fired == 1)
            let swapped = bench.simulator.faults.add(
                .impersonate(SimulatedSite.administratorKey), count: 1)
            let second = try bench.signed("GET", info, bench.fresh(token: token))
            let administrator = bench.simulator.site.activeUsername(SimulatedSite.administratorKey)
            #expect(second.headers["X-AUSERNAME"] == administrator)
            #expect(swapped.fired == 1)
            let third = try bench.signed("GET", info, bench.fresh(token: token))
            #expect(third.headers["X-AUSERNAME"] == bench.simulator.site.activeUsername(Bench.user))
        }
    }

    @Test(
        "any OAuth problem can be provoked with its own status",
        arguments: [
            ("token_revoked", 401), ("user_refused", 503), ("timestamp_refused", 400), ("odd one", 403),
        ])
    func oauthProblem(name: String, status: Int) async throws {
        try await once(.oauthProblem(name)) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.status == status)
            #expect(answer.problem == name)
        }
    }

    @Test("a CAPTCHA is a 403 that says so in its headers")
    func captcha() async throws {
        try await once(.captcha) { bench, client in
            let answer = try #require(client.answer())
            #expect(answer.status == 403)
            #expect(answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED")
            #expect(
                answer.headers["X-Authentication-Denied-Reason"]
                    == "CAPTCHA_CHALLENGE; login-url=\(bench.simulator.baseURL)/login.jsp")
        }
    }

    @Test("a delay holds the answer back")
    func delay() async throws {
        let start = ContinuousClock.now
        try await once(.delay(0.15)) { _, client in
            #expect(client.answer()?.status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(150))
        }
    }

    @Test("a slow drip sends the body piece by piece")
    func slowDrip() async throws {
        let start = ContinuousClock.now
        try await Bench.with { bench throws in
            let fault = bench.simulator.faults.add(.slowDrip(bytesPerSecond: 1000))
            let answer = try bench.ask("GET", info)
            #expect(answer.isWhole && answer.json != nil)
            // A tenth of a second's worth goes at once; the last piece is not waited for.
            let least = Double(answer.body.count - 100) / 1000
            #expect(least > 0)
            #expect(ContinuousClock.now - start >= .seconds(least))
            #expect(fault.fired == 1)
        }
    }

    @Test("a stop does not wait for a slow answer", .timeLimit(.minutes(10)))
    func stopDuringDrip() async throws {
        let bench = try await Bench.start()
        // The answer would take a day.
        bench.simulator.faults.add(.hugeBody(bytes: 90_000))
        let drip = bench.simulator.faults.add(.slowDrip(bytesPerSecond: 1))
        let client = try RawClient(port: bench.simulator.port)
        client.request("GET", info)
        while drip.fired == 0 { try await Task.sleep(for: .milliseconds(5)) }
        await bench.simulator.stop()
        client.drain()
        #expect(client.end != .timedOut)
        #expect(client.received.count < 90_000)
    }

    @Test("a body is cut under each framing", arguments: BodyFraming.allCases)
    func cutBody(framing: BodyFraming) async throws {
        try await once(.cutBody(afterBytes: 20, framing: framing)) { _, client in
            client.drain()
            #expect(client.end == .orderly)
            let answer = try #require(client.answer())
            #expect(answer.status == 200)
            #expect(answer.body.count == 20)
            #expect(answer.json == nil)
            // Without a length nothing in the framing shows that the body is cut.
            #expect(answer.isWhole == (framing == .close))
            #expect((answer.headers["Content-Length"] != nil) == (framing == .contentLength))
            #expect((answer.headers["Transfer-Encoding"] != nil) == (framing == .chunked))
        }
    }

    @Test("a connection is reset after exactly k bytes", arguments: [0, 1, 17, 200])
    func reset(count: Int) async throws {
        try await once(.reset(afterBytes: count)) { _, client in
            client.drain()
            #expect(client.end == .reset)
            #expect(client.received.count == count)
        }
    }

    @Test("a duplicate answer comes twice on a kept connection")
    func duplicate() async throws {
        try await once(.duplicate) { _, client in
            let first = try #require(client.answer())
            let second = try #require(client.answer())
            #expect(first.body == second.body && first.headers == second.headers)
        }
    }

    @Test("the answer before is replayed")
    func replayPrevious() async throws {
        try await Bench.with { bench throws in
            let fault = bench.simulator.faults.add(.replayPrevious, path: "serverInfo", from: 2, count: 1)
            let first = try bench.ask("GET", info)
            bench.clock.advance(seconds: 60)
            let second = try bench.ask("GET", info)
            #expect(second.headers["X-AREQUESTID"] == first.headers["X-AREQUESTID"])
            #expect(second.body == first.body)
            #expect(fault.fired == 1)
            let third = try bench.ask("GET", info)
            #expect(third.headers["X-AREQUESTID"] != first.headers["X-AREQUESTID"])
        }
    }

    @Test("a content type is replaced")
    func contentType() async throws {
        try await once(.contentType("text/plain")) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.headers.values("Content-Type") == ["text/plain"])
            #expect(answer.json != nil)
        }
    }

    @Test("a gzip bomb is small on the wire and large when unpacked")
    func gzipBomb() async throws {
        try await Bench.with { bench throws in
            let fault = bench.simulator.faults.add(.gzipBomb(decompressedBytes: 4 << 20))
            let wire = try bench.ask("GET", info)
            #expect(wire.headers["Content-Encoding"] == "gzip")
            #expect(wire.body.count < 40_000)
            let url = try #require(URL(string: bench.simulator.baseURL + info))
            let (data, _) = try await URLSession.shared.data(from: url)
            #expect(data.count > 4 << 20)
            #expect(fault.fired == 2)
        }
    }

    @Test("a huge body is as long as it was ordered")
    func hugeBody() async throws {
        try await once(.hugeBody(bytes: 300_000)) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.isWhole)
            #expect(answer.body.count == 300_000)
            #expect(answer.text.hasPrefix("{\"startAt\":0"))
        }
    }

    @Test("truncated JSON is well framed and does not parse")
    func truncatedJSON() async throws {
        try await once(.truncatedJSON(keep: 0.5)) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.isWhole)
            #expect(answer.body.count > 20)
            #expect(answer.json == nil)
        }
    }

    @Test("bytes are replaced where they occur, and only then does the rule fire")
    func replaceBytes() async throws {
        try await Bench.with { bench throws in
            let never = bench.simulator.faults.add(.replaceText("no such text", with: "x"))
            let poison = bench.simulator.faults.add(
                .replaceBytes(find: Array("\"version\"".utf8), with: [0x22, 0xFF, 0xFE, 0x22]), count: 1)
            let answer = try bench.ask("GET", info)
            #expect(answer.body.contains(0xFF))
            #expect(poison.fired == 1)
            #expect(never.fired == 0 && never.matched == 1)
            let healed = try bench.ask("GET", info)
            #expect(!healed.body.contains(0xFF))
        }
    }

    @Test("the identity header is stripped")
    func stripIdentityHeader() async throws {
        try await once(.stripIdentityHeader) { _, client in
            let answer = try #require(client.answer())
            #expect(answer.status == 200)
            #expect(answer.headers["X-AUSERNAME"] == nil)
            #expect(answer.headers["X-AREQUESTID"] != nil)
        }
    }

    @Test("a skewed clock shows in Date and in refused timestamps")
    func clockSkew() async throws {
        try await Bench.with { bench throws in
            let token = bench.grant().token
            let plain = try bench.ask("GET", info)
            #expect(plain.headers["Date"] == HTTPDate.text(bench.clock.now))
            let fault = bench.simulator.faults.add(.clockSkew(seconds: 600))
            let answer = try bench.signed("GET", info, bench.fresh(token: token))
            #expect(answer.headers["Date"] == HTTPDate.text(bench.clock.now + 600_000))
            #expect(answer.problem == "timestamp_refused")
            var corrected = bench.fresh(token: token)
            corrected.timestamp += 600
            #expect(try bench.signed("GET", info, corrected).status == 200)
            #expect(fault.fired == 2)
        }
    }
}
