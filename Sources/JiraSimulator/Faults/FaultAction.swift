/// One way in which a server, a proxy or a network misbehaves.
package enum FaultAction: Sendable, Equatable {
    /// An answer that never reached Jira (429 of a proxy, 5xx as HTML or JSON): no identity headers.
    case status(Int, body: String = "", contentType: String = "text/html", headers: [String: String] = [:])
    /// A login page with status 200, as single sign-on puts in front of everything.
    case html200
    case redirect(Int, to: String)
    /// The credentials are ignored without a word: 200 with what anonymous may see.
    case anonymous
    /// The request is answered as another person (key or name).
    case impersonate(String)
    /// Jira's OAuth provider refuses with this problem.
    case oauthProblem(String)
    /// 403 with `CAPTCHA_CHALLENGE`.
    case captcha
    /// Seconds before the request is looked at.
    case delay(Double)
    /// The body trickles at so many bytes a second.
    case slowDrip(bytesPerSecond: Int)
    /// The connection ends in order after so many bytes of the body.
    case cutBody(afterBytes: Int, framing: BodyFraming = .contentLength)
    /// The connection is reset after so many bytes of the answer, header included; 0 sends none.
    case reset(afterBytes: Int)
    /// The same bytes are sent twice: on a kept connection the second copy looks like the next answer.
    case duplicate
    /// The answer of the request before on this path, once more.
    case replayPrevious
    case contentType(String)
    /// A small body that grows to so many bytes of JSON and blanks.
    case gzipBomb(decompressedBytes: Int)
    /// A body of so many bytes, not compressed.
    case hugeBody(bytes: Int)
    /// A whole, well-framed body that stops in the middle of the JSON, after this part of it (0...1).
    case truncatedJSON(keep: Double)
    /// Replaces the first (or each) occurrence: poisons one issue. Fires only when something was replaced.
    case replaceBytes(find: [UInt8], with: [UInt8], all: Bool = false)
    /// Without `X-AUSERNAME`.
    case stripIdentityHeader
    /// The server's clock is off by so many seconds, in `Date` and for timestamps.
    case clockSkew(seconds: Int)

    /// ``replaceBytes(find:with:all:)`` for texts.
    package static func replaceText(_ find: String, with: String, all: Bool = false) -> Self {
        .replaceBytes(find: Array(find.utf8), with: Array(with.utf8), all: all)
    }

    /// The name that the control API and the log use.
    package var name: String {
        switch self {
        case .status: "status"
        case .html200: "html200"
        case .redirect: "redirect"
        case .anonymous: "anonymous"
        case .impersonate: "impersonate"
        case .oauthProblem: "oauthProblem"
        case .captcha: "captcha"
        case .delay: "delay"
        case .slowDrip: "slowDrip"
        case .cutBody: "cutBody"
        case .reset: "reset"
        case .duplicate: "duplicate"
        case .replayPrevious: "replayPrevious"
        case .contentType: "contentType"
        case .gzipBomb: "gzipBomb"
        case .hugeBody: "hugeBody"
        case .truncatedJSON: "truncatedJSON"
        case .replaceBytes: "replaceBytes"
        case .stripIdentityHeader: "stripIdentityHeader"
        case .clockSkew: "clockSkew"
        }
    }
}
