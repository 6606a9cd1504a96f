import Foundation
package import JiraAPI
import OAuth1
import OpenSSLCrypto

/// Waits on loopback for the browser that Jira sends back at the end of the dance.
///
/// One success or denial, then nothing listens any more. Whatever else comes (other hosts' names, floods,
/// guesses) is bounded and does not keep the right reply from arriving.
package final class CallbackListener: Sendable {
    /// What strangers may cost.
    package struct Limits: Sendable {
        /// Further connections push out the oldest.
        package var connections = 16
        /// From accepting a connection to its end.
        package var connectionSeconds: Double = 5
        package var headBytes = 16 << 10
        package var fields = 100
        /// Replies with a wrong path or token before the flow is given up.
        package var wrongAttempts = 10

        package init() {}
    }

    private let sockets: CallbackSockets
    private let path: String
    private let limits: Limits

    /// Listens at once, so that the URL can be handed to Jira.
    ///
    /// - Parameters:
    ///   - siteID: tells the replies of several sites apart.
    ///   - port: 0 takes any free one.
    ///   - state: 128 random bits that make the path unguessable.
    package init(
        siteID: String, port: UInt16 = 0, state: [UInt8] = RandomBytes.make(16), limits: Limits = Limits()
    ) throws(CallbackListenerError) {
        sockets = try CallbackSockets(port: port)
        path = "/cb/\(PercentEncoding.encode(siteID))/\(Self.hexadecimal(state))"
        self.limits = limits
    }

    package var port: UInt16 { sockets.port }

    /// The value for `oauth_callback`.
    package var url: String { "http://127.0.0.1:\(sockets.port)\(path)" }

    /// Gives the user's decision on that request token, and stops listening.
    ///
    /// To be called once. Cancelling the task ends the wait.
    package func waitForReply(
        to pending: PendingToken, atMost time: Duration = .seconds(PendingToken.lifetimeSeconds)
    ) async throws(CallbackListenerError) -> AuthorizationReply {
        let gate = CallbackGate(
            host: "127.0.0.1:\(sockets.port)", path: path, maximumFields: limits.fields, pending: pending)
        let loop = CallbackLoop(sockets: sockets, gate: gate, limits: limits, end: .now + time)
        let sockets = sockets
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { continuation.resume(returning: loop.run()) }
                thread.name = "callback-listener"
                thread.start()
            }
        } onCancel: {
            sockets.wake()
        }
        return try outcome.get()
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// Why no reply came.
package enum CallbackListenerError: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotListen(port: UInt16, reason: String)
    /// Somebody on this machine guesses at the callback.
    case tooManyWrongAttempts(Int)
    case timedOut
    case cancelled
    case failed(String)

    package var description: String {
        switch self {
        case .cannotListen(let port, let reason):
            "cannot listen on 127.0.0.1\(port == 0 ? "" : ", port \(port)"): \(reason); choose another with "
                + "--callback-port, or use --callback oob"
        case .tooManyWrongAttempts(let count):
            "given up after \(count) wrong replies: something on this machine guesses at the callback address"
        case .timedOut: "nobody decided in Jira in time; run authorize again"
        case .cancelled: "cancelled"
        case .failed(let reason): "the callback could not be received: \(reason)"
        }
    }
}
