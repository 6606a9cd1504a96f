import HTTPCore
import SyncCore

/// What a request that got no answer means for its run.
enum TransportVerdict {
    /// May pass: the reason that is told if it does not.
    case retry(String)
    case failed(SourceError)

    init(_ error: TransportError, weight: RequestExecutor.Weight) {
        switch error {
        case .cancelled: self = .failed(.cancelled)
        case .tls(let why):
            self = .failed(.notAuthorized("the server's TLS certificate or protocol was refused: \(why)"))
        case .refusedURL(let why): self = .failed(.unexpectedAnswer(why))
        case .headersTooLarge(let limit):
            self = .failed(.unexpectedAnswer("headers of more than \(limit >> 10) KB"))
        case .bodyTooLarge(let limit):
            let text = "the answer is larger than \(limit >> 20) MB"
            self = .failed(weight == .light ? .unexpectedAnswer(text) : .pageTooHeavy(text))
        case .timedOut(let phase) where weight != .light && phase != "connect":
            self = .failed(.pageTooHeavy("no answer in time (\(phase))"))
        case .couldNotResolve(let why): self = .retry("the host's name was not found: \(why)")
        case .couldNotConnect(let why): self = .retry("could not connect: \(why)")
        case .proxy(let why): self = .retry("the proxy failed: \(why)")
        case .timedOut(let phase): self = .retry("no answer in time (\(phase))")
        case .incomplete(let why): self = .retry("the answer was cut short: \(why)")
        case .other(let code, let why): self = .retry("network failure \(code): \(why)")
        }
    }
}
