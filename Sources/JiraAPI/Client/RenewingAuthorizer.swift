package import HTTPCore
package import OAuth1
package import SyncCore
import Synchronization

/// A sign-in that ends, and is renewed ahead of its end without the user, also in the middle of a run.
package final class RenewingAuthorizer: RequestAuthorizer {
    /// What signs now.
    package struct Current: Sendable {
        package var authorizer: any RequestAuthorizer
        /// From then on it is to be renewed; nil for never.
        package var renewAt: Instant?
        /// Then it is no longer good.
        package var endsAt: Instant?

        package init(authorizer: any RequestAuthorizer, renewAt: Instant?, endsAt: Instant?) {
            self.authorizer = authorizer
            self.renewAt = renewAt
            self.endsAt = endsAt
        }
    }

    /// Gives the next sign-in: another process's, where one was faster, else a new one that is stored already.
    ///
    /// `isRefused`: Jira no longer takes the present one, whatever its end. Nil where there is no other.
    package typealias Renewal = @Sendable (_ isRefused: Bool) async throws(SourceError) -> Current?

    private let current: Mutex<Current>
    private let turn = Budget(limit: 1)
    private let now: @Sendable () -> Instant
    private let renewal: Renewal
    /// How long a failed renewal rests while the present sign-in is still good.
    private static let restSeconds = 60.0

    package init(_ current: Current, now: @escaping @Sendable () -> Instant, renewal: @escaping Renewal) {
        self.current = Mutex(current)
        self.now = now
        self.renewal = renewal
    }

    package func authorize(_ request: inout HTTPRequest, clockOffset: Int64) throws(OAuth1Error) {
        try current.withLock { $0.authorizer }.authorize(&request, clockOffset: clockOffset)
    }

    package func prepare() async throws(SourceError) {
        guard isDue else { return }
        try await inTurn { () throws(SourceError) in
            // Somebody else may have renewed while we waited.
            if isDue { try await renewAhead() }
        }
    }

    package func recover(from refused: Int) async throws(SourceError) -> Bool {
        try await inTurn { () throws(SourceError) in
            // Somebody else may have renewed while the request was on its way, or while we waited.
            generation == refused ? try await renew(isRefused: true) : true
        }
    }

    // MARK: Renewal, one at a time

    /// Failed turns. Who stood in line meanwhile fails alike: the same refused token is not shown by each of them.
    private let failures = Mutex<(count: Int, last: SourceError?)>((0, nil))

    private func inTurn<Result>(
        _ body: () async throws(SourceError) -> Result
    ) async throws(SourceError) -> Result {
        let before = failures.withLock { $0.count }
        guard let share = await turn.takeUnlessCancelled(1) else { throw .cancelled }
        defer { turn.give(back: share) }
        let (count, last) = failures.withLock { $0 }
        if count != before, let last { throw last }
        do {
            return try await body()
        } catch {
            failures.withLock { $0 = ($0.count + 1, error) }
            throw error
        }
    }

    private let generations = Mutex(0)
    package var generation: Int { generations.withLock { $0 } }

    private var isDue: Bool {
        guard let renewAt = current.withLock({ $0.renewAt }) else { return false }
        return now() >= renewAt
    }

    private func renewAhead() async throws(SourceError) {
        do {
            _ = try await renew(isRefused: false)
        } catch .tryLater(let why) {
            // Jira is busy, and there is time left: the run goes on with what is good for a while.
            let at = now()
            let isGood = current.withLock { state in
                guard let end = state.endsAt, at < end else { return false }
                state.renewAt = min(end, at + Self.restSeconds)
                return true
            }
            guard isGood else { throw .tryLater(why) }
        }
    }

    /// Not ended by the cancelling of a run: an answer that is lost takes the grant with it.
    private func renew(isRefused: Bool) async throws(SourceError) -> Bool {
        let renewal = renewal
        let task = Task { () -> Result<Current?, SourceError> in
            do throws(SourceError) {
                return .success(try await renewal(isRefused))
            } catch {
                return .failure(error)
            }
        }
        guard let next = try await task.value.get() else { return false }
        current.withLock { $0 = next }
        generations.withLock { $0 += 1 }
        return true
    }
}
