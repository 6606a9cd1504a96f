import HTTPCore
import OAuth1
import SyncCore
import Synchronization
import Testing

@testable import JiraAPI

@Suite("A sign-in that is renewed") struct RenewingAuthorizerTests {
    private final class World: Sendable {
        let clock = Mutex<Int64>(0)
        let renewals = Mutex<[Bool]>([])
        let failure = Mutex<SourceError?>(nil)
        /// Who asked for a renewal.
        let asked = Mutex(0)
        let isOver = Mutex(false)

        var now: Instant { clock.withLock { Instant(milliseconds: $0 * 1000) } }

        func at(_ seconds: Int64) { clock.withLock { $0 = seconds } }

        /// Good for 100 s, renewed 10 s ahead.
        func current(_ name: String, from start: Int64) -> RenewingAuthorizer.Current {
            RenewingAuthorizer.Current(
                authorizer: BearerAuthorizer(token: name, endsAt: nil, now: { Instant(milliseconds: 0) }),
                renewAt: Instant(milliseconds: (start + 90) * 1000),
                endsAt: Instant(milliseconds: (start + 100) * 1000))
        }

        func authorizer(givesNone: Bool = false) -> RenewingAuthorizer {
            RenewingAuthorizer(current("t0", from: 0), now: { self.now }) { isRefused throws(SourceError) in
                let count = self.renewals.withLock {
                    $0.append(isRefused)
                    return $0.count
                }
                await Task.yield()
                if let failure = self.failure.withLock({ $0 }) { throw failure }
                return givesNone ? nil : self.current("t\(count)", from: self.clock.withLock { $0 })
            }
        }
    }

    private func token(_ authorizer: RenewingAuthorizer) throws -> String {
        var request = HTTPRequest(.get, "https://jira.example.com/")
        try authorizer.authorize(&request, clockOffset: 0)
        return request.headers["Authorization"] ?? ""
    }

    @Test func itIsRenewedAheadOfItsEndAndNotBefore() async throws {
        let world = World()
        let authorizer = world.authorizer()
        try await authorizer.prepare()
        #expect(try token(authorizer) == "Bearer t0")
        world.at(91)
        try await authorizer.prepare()
        #expect(try token(authorizer) == "Bearer t1")
        try await authorizer.prepare()
        #expect(world.renewals.withLock { $0 } == [false])
    }

    @Test func requestsSideBySideRenewOnce() async throws {
        let world = World()
        let authorizer = world.authorizer()
        world.at(95)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await authorizer.prepare() } }
            try await group.waitForAll()
        }
        #expect(world.renewals.withLock { $0 } == [false])
        let recovered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await authorizer.recover(from: 1)) ?? false } }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(recovered)
        #expect(world.renewals.withLock { $0 } == [false, true])
    }

    @Test func whileTheTokenIsGoodABusyJiraIsNoHindrance() async throws {
        let world = World()
        let authorizer = world.authorizer()
        world.failure.withLock { $0 = .tryLater("busy") }
        world.at(91)
        try await authorizer.prepare()
        try await authorizer.prepare()
        #expect(world.renewals.withLock { $0.count } == 1, "it rests before it asks again")
        #expect(try token(authorizer) == "Bearer t0")
        world.at(101)
        await #expect(throws: SourceError.tryLater("busy")) { try await authorizer.prepare() }
        world.failure.withLock { $0 = .grantRejected(problem: "invalid_grant") }
        await #expect(throws: SourceError.grantRejected(problem: "invalid_grant")) {
            try await authorizer.prepare()
        }
    }

    @Test func aRefusedTokenIsRenewedOnceForTheSameRequest() async throws {
        let world = World()
        #expect(try await world.authorizer().recover(from: 0))
        #expect(world.renewals.withLock { $0 } == [true])
        #expect(try await !World().authorizer(givesNone: true).recover(from: 0))
    }

    @Test func aRequestThatWasOnItsWayDuringARenewalAsksForNoOther() async throws {
        let world = World()
        let authorizer = world.authorizer()
        let refused = authorizer.generation
        world.at(91)
        try await authorizer.prepare()
        #expect(try await authorizer.recover(from: refused))
        #expect(world.renewals.withLock { $0 } == [false])
        #expect(try token(authorizer) == "Bearer t1")
    }

    @Test func aRunThatIsCancelledDoesNotLoseTheAnswer() async throws {
        let world = World()
        let (gate, opened) = AsyncStream.makeStream(of: Void.self)
        let (beginning, begun) = AsyncStream.makeStream(of: Void.self)
        let authorizer = RenewingAuthorizer(world.current("t0", from: 0), now: { world.now }) {
            _ throws(SourceError) in
            begun.yield()
            for await _ in gate { break }
            return Task.isCancelled ? nil : world.current("t1", from: 0)
        }
        world.at(95)
        let run = Task { try await authorizer.prepare() }
        for await _ in beginning { break }
        run.cancel()
        opened.yield()
        _ = await run.result
        #expect(try token(authorizer) == "Bearer t1")
    }

    /// An authorizer whose first renewal waits until so many stand in line, or are gone from it.
    private func lined(_ world: World, until isReady: @escaping @Sendable () -> Bool) -> RenewingAuthorizer {
        RenewingAuthorizer(world.current("t0", from: 0), now: { world.now }) {
            isRefused throws(SourceError) in
            world.renewals.withLock { $0.append(isRefused) }
            while !isReady() { await Task.yield() }
            throw .grantRejected(problem: "invalid_grant")
        }
    }

    @Test func aTokenThatIsNotRenewedIsNotShownAgainByThoseInLine() async throws {
        let world = World()
        let authorizer = lined(world) { world.asked.withLock { $0 } == 8 }
        let problems = await withTaskGroup(of: SourceError?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    world.asked.withLock { $0 += 1 }
                    do throws(SourceError) {
                        _ = try await authorizer.recover(from: 0)
                        return nil
                    } catch {
                        return error
                    }
                }
                // In line before the last one is counted.
                for _ in 0..<200 { await Task.yield() }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(problems == Array(repeating: .grantRejected(problem: "invalid_grant"), count: 8))
        #expect(world.renewals.withLock { $0.count } < 8, "only who came when it had failed may try again")
        // Later it may be another day.
        let before = world.renewals.withLock { $0.count }
        await #expect(throws: SourceError.self) { try await authorizer.recover(from: 0) }
        #expect(world.renewals.withLock { $0.count } == before + 1)
    }

    @Test func whoIsCancelledLeavesTheLine() async throws {
        let world = World()
        let authorizer = lined(world) { world.isOver.withLock { $0 } }
        let first = Task { try await authorizer.recover(from: 0) }
        while world.renewals.withLock({ $0.isEmpty }) { await Task.yield() }
        let second = Task { try await authorizer.recover(from: 0) }
        second.cancel()
        await #expect(throws: SourceError.cancelled) { try await second.value }
        world.isOver.withLock { $0 = true }
        _ = await first.result
        #expect(world.renewals.withLock { $0.count } == 1)
    }
}
