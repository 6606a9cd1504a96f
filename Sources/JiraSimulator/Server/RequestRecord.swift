/// One request as the log keeps it.
///
/// Never a secret: tokens, signatures, verifiers and passwords are left out.
package struct RequestRecord: Sendable, Codable, Equatable {
    /// Ordinal since the start, from 1; a reset of the log does not restart it.
    package var number: Int
    /// Milliseconds of the simulated clock when the request was read.
    package var time: Int64
    /// Ordinal of the connection that it came on.
    package var connection: Int
    package var method: String
    /// Decoded, without the context path.
    package var path: String
    /// As sent, but for the values of OAuth's secrets.
    package var query: String?
    /// `none`, `oauth`, `bearer`, `basic` or `session`: what the request tried.
    package var scheme: String
    package var oauthNonce: String?
    package var oauthTimestamp: String?
    package var userAgent: String?
    /// Whether the client takes gzip.
    package var acceptsGzip: Bool
    /// The node that answers, where there are several.
    package var node: String?
    /// Username that it was answered for; nil is anonymous.
    package var user: String?
    /// 0 while the request is being answered.
    package var status = 0
    /// What the server took until the answer was ready to be sent.
    package var seconds = 0.0
    /// Bytes handed to the network, header included.
    package var bytes = 0
    /// Bytes of the body before compression.
    package var bodyBytes = 0
    /// Names of the faults that were planned for it.
    package var faults: [String] = []

    /// The path with keys, ids and names cut out, for counting: `/rest/api/2/issue/{}/worklog`.
    package var route: String {
        let segments = path.split(separator: "/")
        var out = ""
        for (index, segment) in segments.enumerated() {
            let before = index > 0 ? segments[index - 1] : ""
            let isVariable =
                before == "issue" || before == "project" || before == "browse"
                || (segment.allSatisfy(\.isNumber) && before != "api")
            out += isVariable ? "/{}" : "/\(segment)"
        }
        return out.isEmpty ? "/" : out
    }

    /// A query without the values that would let a reader act for somebody.
    static func redacted(_ query: String?) -> String? {
        guard let query else { return nil }
        let secrets: Set<String> = ["oauth_token", "oauth_signature", "oauth_verifier", "os_password"]
        return query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return secrets.contains(String(name)) ? "\(name)=…" : String(pair)
        }.joined(separator: "&")
    }
}
