import SyncCore

/// When to ask again, and how long to wait before. Pure: the clock and the dice are the caller's.
package struct RetryPolicy: Sendable, Equatable {
    /// Tries of one request, the first included.
    package var attempts: Int
    /// The first wait is up to this, each further one up to twice as much, full jitter.
    package var baseSeconds: Double
    package var longestSeconds: Double
    /// A server that wants us to wait longer than this is left alone until the next run.
    package var longestRetryAfterSeconds: Double

    package init(
        attempts: Int = 6, baseSeconds: Double = 1, longestSeconds: Double = 60,
        longestRetryAfterSeconds: Double = 900
    ) {
        self.attempts = attempts
        self.baseSeconds = baseSeconds
        self.longestSeconds = longestSeconds
        self.longestRetryAfterSeconds = longestRetryAfterSeconds
    }

    package enum Decision: Equatable, Sendable {
        case wait(seconds: Double)
        case giveUp(String)
        /// The server asks for more patience than a run has.
        case backOff(String)
    }

    /// - Parameters:
    ///   - attempt: how many tries were made, from 1.
    ///   - retryAfter: what the server asked for, if it did.
    ///   - random: uniform in 0..<1.
    package func decide(attempt: Int, retryAfter: RetryAfter?, random: Double) -> Decision {
        if case .seconds(let seconds)? = retryAfter, seconds > longestRetryAfterSeconds {
            return .backOff("the server asks for \(Self.readable(seconds)) of patience")
        }
        guard attempt < attempts else { return .giveUp("after \(attempt) tries") }
        switch retryAfter {
        case .seconds(let seconds) where seconds > 0:
            // A little after, never before: all clients that were told the same come back at once.
            return .wait(seconds: seconds + random * min(baseSeconds, seconds * 0.1))
        default:
            let ceiling = min(longestSeconds, baseSeconds * Double(1 << min(attempt - 1, 20)))
            return .wait(seconds: ceiling * random)
        }
    }

    private static func readable(_ seconds: Double) -> String {
        seconds > 365 * 86_400 ? "more than a year" : "\(Int(seconds)) s"
    }
}

/// The `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3). Jira's "block all requests" sends
/// 9223372036854775807.
package enum RetryAfter: Equatable, Sendable {
    case seconds(Double)

    /// - Parameter serverSeconds: the server's clock in seconds since 1970, for the date form.
    package init?(_ text: String?, serverSeconds: Double) {
        guard let text = text?.filter({ $0 != " " || text?.contains(",") == true }), !text.isEmpty else {
            return nil
        }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) {
            self = .seconds(Double(text) ?? .infinity)
        } else if let date = HTTPDate.parse(text) {
            self = .seconds(max(0, Double(date.milliseconds) / 1000 - serverSeconds))
        } else {
            return nil
        }
    }
}
