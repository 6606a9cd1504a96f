import SyncCore

/// When a run that nobody watches speaks up: cron mails every line it prints.
struct AlertPolicy: Sendable {
    /// How long "try later" stays silent.
    var silentSeconds: Double
    static let repeatSeconds = 86_400.0

    /// What was last told, and since when all has been well no longer.
    struct Memory: Codable, Equatable, Sendable {
        var status: Int32
        var message: String
        /// Local milliseconds.
        var toldAt: Int64
    }

    /// - Parameters:
    ///   - lastSuccess: the end of the last complete run; nil where there was none yet.
    ///   - memory: what was told last.
    func speaks(
        _ status: ExitStatus, message: String, lastSuccess: Instant?, memory: Memory?, now: Instant
    ) -> Bool {
        switch status {
        case .done:
            return true
        case .tryLater:
            if let lastSuccess, now - lastSuccess < silentSeconds { return false }
            return !Self.wasTold(status, nil, memory, now)
        case .notAuthorized:
            return !Self.wasTold(status, message, memory, now)
        default:
            return true
        }
    }

    /// Whether the same was told within the last day.
    static func wasTold(_ status: ExitStatus, _ message: String?, _ memory: Memory?, _ now: Instant) -> Bool {
        guard let memory, memory.status == status.rawValue, message == nil || memory.message == message else {
            return false
        }
        let age = now - Instant(milliseconds: memory.toldAt)
        return age >= 0 && age < repeatSeconds
    }
}
