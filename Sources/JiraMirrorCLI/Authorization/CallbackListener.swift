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
    private let hosts: [String]
    /// What the browser is told to open.
    private let host: String
    private let startPath: String?
    private let tls: TLSServer?
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
        host = "127.0.0.1"
        hosts = ["127.0.0.1:\(sockets.port)"]
        startPath = nil
        tls = nil
        self.limits = limits
    }

    /// Listens with TLS on a registered port at a registered path, as Data Center wants it for OAuth 2.0: what is
    /// unguessable is the request's state, and the page that leads to it.
    ///
    /// - Parameter host: of the registered URL, without its port: `127.0.0.1`, `localhost` or `[::1]`. The first page is
    ///   opened there too, as browsers keep accepted certificates by host.
    package init(
        securePort: UInt16, path: String, host: String = "127.0.0.1",
        state: [UInt8] = RandomBytes.make(16), limits: Limits = Limits()
    ) throws {
        tls = try TLSServer()
        let sockets = try CallbackSockets(port: securePort, alsoIPv6: true)
        self.sockets = sockets
        self.path = path
        self.host = host
        hosts = ["127.0.0.1", "localhost", "[::1]"].map { "\($0):\(sockets.port)" }
        startPath = "/start/" + Self.hexadecimal(state)
        self.limits = limits
    }

    /// Listens behind a proxy of the company's, which speaks https to the browser and plain HTTP to us.
    ///
    /// - Parameters:
    ///   - host: the name that the browser asked for, with its port if it is not 443.
    ///   - path: of the registered callback URL.
    package init(behindProxyOf host: String, path: String, port: UInt16, limits: Limits = Limits())
        throws(CallbackListenerError)
    {
        sockets = try CallbackSockets(port: port)
        self.path = path
        self.host = "127.0.0.1"
        hosts = ["127.0.0.1:\(sockets.port)", host.lowercased()]
        startPath = nil
        tls = nil
        self.limits = limits
    }

    package var port: UInt16 { sockets.port }

    /// The address at which the browser ends.
    package var url: String { origin + path }

    /// The page to open first, where the certificate has to be accepted before the consent.
    package var startURL: String? { startPath.map { origin + $0 } }

    private var origin: String { "\(tls == nil ? "http" : "https")://\(host):\(sockets.port)" }

    /// Gives the user's decision on that request, and stops listening.
    ///
    /// - Parameter page: Jira's page, to which the first page leads.
    ///
    /// To be called once. Cancelling the task ends the wait.
    package func waitForReply(
        to pending: any PendingConsent, page: String = "",
        atMost time: Duration = .seconds(PendingToken.lifetimeSeconds)
    ) async throws(CallbackListenerError) -> AuthorizationReply {
        let gate = CallbackGate(
            hosts: hosts, path: path, start: startPath.map { ($0, page) }, maximumFields: limits.fields,
            pending: pending)
        let loop = CallbackLoop(sockets: sockets, gate: gate, limits: limits, tls: tls, end: .now + time)
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
            "cannot listen on 127.0.0.1\(port == 0 ? "" : ", port \(port)"): \(reason); is another authorize "
                + "running? For OAuth 1.0a choose another with --callback-port, or use --callback oob"
        case .tooManyWrongAttempts(let count):
            "given up after \(count) wrong replies: something on this machine guesses at the callback address"
        case .timedOut: "nobody decided in Jira in time; run authorize again"
        case .cancelled: "cancelled"
        case .failed(let reason): "the callback could not be received: \(reason)"
        }
    }
}
