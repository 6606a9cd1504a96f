import SyncCore
import Synchronization

/// One line on a terminal that shows how far a run has come; nothing anywhere else.
final class ProgressLine: Sendable {
    private struct State {
        var shownAt: Double = -1
        var phase: SyncProgress.Phase?
        var phaseBegan: Double = 0
        var isVisible = false
    }

    private let output: OutputFile
    private let clock: @Sendable () -> Double
    private let state = Mutex(State())

    /// - Parameter clock: seconds on a clock that only goes forward.
    init(_ output: OutputFile, clock: @escaping @Sendable () -> Double) {
        self.output = output
        self.clock = clock
    }

    /// Shows the progress, ten times a second at most.
    func show(_ progress: SyncProgress) {
        let now = clock()
        let text: String? = state.withLock { state in
            let isNewPhase = state.phase != progress.phase
            guard isNewPhase || now - state.shownAt >= 0.1 else { return nil }
            if isNewPhase { state.phaseBegan = now }
            state.phase = progress.phase
            state.shownAt = now
            state.isVisible = true
            return Self.line(progress, seconds: now - state.phaseBegan)
        }
        if let text { write("\r\u{1B}[K" + text) }
    }

    /// Takes the line away, so that what follows begins on a clean one.
    func clear() {
        let wasVisible = state.withLock { state in
            defer { state.isVisible = false }
            return state.isVisible
        }
        if wasVisible { write("\r\u{1B}[K") }
    }

    /// `filling  12300 of 100000 issues, 12 %, 4100/s, 21 s left`.
    static func line(_ progress: SyncProgress, seconds: Double) -> String {
        let name = name(progress.phase)
        guard progress.done > 0 else { return name }
        let unit = progress.phase == .reconcile ? "projects" : "issues"
        guard let expected = progress.expected, expected > 0 else {
            return "\(name)  \(progress.done) \(unit)"
        }
        var line =
            "\(name)  \(progress.done) of \(expected) \(unit), \(min(100, progress.done * 100 / expected)) %"
        if seconds >= 1, progress.phase == .fill {
            let rate = Double(progress.done) / seconds
            line += ", \(Int(rate))/s, \(Int(Double(expected - progress.done) / max(rate, 0.1))) s left"
        }
        return line
    }

    private static func name(_ phase: SyncProgress.Phase) -> String {
        switch phase {
        case .identity: "asking Jira who we are"
        case .reference: "reading projects and lists"
        case .fill: "filling"
        case .incremental: "reading what changed"
        case .worklogs: "reading worklogs"
        case .reconcile: "comparing with Jira"
        case .indexes: "building indexes"
        case .verify: "comparing cell by cell"
        }
    }

    private func write(_ text: String) {
        // A terminal that went away is no reason to stop a run.
        try? output.write(text)
        try? output.flush()
    }
}
