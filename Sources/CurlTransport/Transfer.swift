import CCurl
import Foundation
import HTTPCore

/// One request on its way to one answer.
///
/// Whoever finishes it first (the engine, or the caller's cancellation) decides; everything later is
/// ignored, so the caller is resumed exactly once.
final class Transfer: @unchecked Sendable {
    typealias Outcome = Result<HTTPResponse, TransportError>

    let request: HTTPRequest
    let url: DialableURL
    let headerLines: [String]
    let limits: TransportLimits

    private let lock = NSLock()
    // Guarded by `lock`.
    private var outcome: Outcome?
    private var continuation: CheckedContinuation<Outcome, Never>?

    init(request: HTTPRequest, url: DialableURL, headerLines: [String], limits: TransportLimits) {
        self.request = request
        self.url = url
        self.headerLines = headerLines
        self.limits = limits
    }

    var isFinished: Bool { lock.withLock { outcome != nil } }

    /// Hands over whom to resume; at once if the outcome came first.
    func attach(_ continuation: CheckedContinuation<Outcome, Never>) {
        let known = lock.withLock { () -> Outcome? in
            if outcome == nil { self.continuation = continuation }
            return outcome
        }
        if let known { continuation.resume(returning: known) }
    }

    func finish(_ outcome: Outcome) {
        let waiting = lock.withLock { () -> CheckedContinuation<Outcome, Never>? in
            guard self.outcome == nil else { return nil }
            self.outcome = outcome
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: outcome)
    }
}

/// A transfer that has a handle and takes part in the multi handle.
///
/// Used on the engine's thread only.
final class RunningTransfer {
    let transfer: Transfer
    let handle: EasyHandle
    let answer: AnswerCollector
    let startedAt: ContinuousClock.Instant
    private var progress = 0
    private var lastProgressAt: ContinuousClock.Instant

    init(_ transfer: Transfer, handle: EasyHandle, spare: SpareBlocks, now: ContinuousClock.Instant) {
        self.transfer = transfer
        self.handle = handle
        answer = AnswerCollector(limits: transfer.limits, spare: spare)
        startedAt = now
        lastProgressAt = now
    }

    /// Time to connection and handshake is nonzero once they are done.
    var isConnected: Bool { handle.size(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// Whether no byte has moved for longer than the limit.
    ///
    /// Before the connection stands its own limit rules.
    func isIdle(now: ContinuousClock.Instant) -> Bool {
        let bytes =
            handle.size(CURLINFO_SIZE_DOWNLOAD_T) + handle.size(CURLINFO_SIZE_UPLOAD_T)
            + handle.long(CURLINFO_HEADER_SIZE) + handle.long(CURLINFO_REQUEST_SIZE)
        if bytes != progress || !isConnected {
            progress = bytes
            lastProgressAt = now
            return false
        }
        return now - lastProgressAt >= .seconds(transfer.limits.idleSeconds)
    }
}
