/// What a server says against a signed request: the "problem reporting" extension of OAuth 1.0, as Jira's provider
/// writes it into the `WWW-Authenticate` header and into a form-encoded body.
///
/// Only names and numbers are kept: some bodies echo the signature base string, and with it the token.
package struct OAuthProblem: Sendable, Equatable, Error {
    /// The problem's name.
    ///
    /// Servers may send any text.
    package struct Name: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let versionRejected = Name(rawValue: "version_rejected")
        package static let parameterAbsent = Name(rawValue: "parameter_absent")
        package static let parameterRejected = Name(rawValue: "parameter_rejected")
        package static let timestampRefused = Name(rawValue: "timestamp_refused")
        package static let signatureMethodRejected = Name(rawValue: "signature_method_rejected")
        package static let nonceUsed = Name(rawValue: "nonce_used")
        package static let tokenUsed = Name(rawValue: "token_used")
        package static let tokenExpired = Name(rawValue: "token_expired")
        package static let tokenRevoked = Name(rawValue: "token_revoked")
        /// Also what Jira says of a token that its user has revoked.
        package static let tokenRejected = Name(rawValue: "token_rejected")
        package static let tokenNotAuthorized = Name(rawValue: "token_not_authorized")
        package static let signatureInvalid = Name(rawValue: "signature_invalid")
        package static let consumerKeyUnknown = Name(rawValue: "consumer_key_unknown")
        package static let consumerKeyRejected = Name(rawValue: "consumer_key_rejected")
        package static let consumerKeyRefused = Name(rawValue: "consumer_key_refused")
        package static let additionalAuthorizationRequired = Name(
            rawValue: "additional_authorization_required")
        package static let permissionUnknown = Name(rawValue: "permission_unknown")
        package static let permissionDenied = Name(rawValue: "permission_denied")
        package static let userRefused = Name(rawValue: "user_refused")
    }

    package let name: Name
    /// The server's own explanation, without control characters, cut at 500 characters.
    package let advice: String?
    /// The timestamps the server would have taken, in seconds since 1970 (it may send milliseconds).
    package let acceptableTimestamps: ClosedRange<Int64>?
    /// Names of the parameters it misses.
    package let absentParameters: [String]
    /// Names, without values, of the parameters it refuses.
    package let rejectedParameters: [String]

    /// Finds a problem in an answer.
    ///
    /// - Parameters:
    ///   - authenticate: the values of all `WWW-Authenticate` headers.
    ///   - body: the body; anything but a form with `oauth_problem` is ignored.
    /// - Returns: nil when neither names one. Jira adds a bare `OAuth realm="…"` to every 401: that says nothing.
    package init?(authenticate: [String], body: [UInt8]) {
        var fields: [String: String] = [:]
        for header in authenticate.prefix(16) {
            for (name, value) in AuthenticationChallenge.parameters(ofScheme: "oauth", in: header)
            where name.hasPrefix("oauth_") && fields[name] == nil {
                fields[name] = PercentEncoding.decode(Array(value.utf8), plusIsSpace: false) ?? value
            }
        }
        for pair in Self.formPairs(body) where fields[pair.name] == nil { fields[pair.name] = pair.value }
        guard let problem = fields["oauth_problem"], !problem.isEmpty else { return nil }
        name = Name(rawValue: Self.printable(problem, limit: 100))
        advice = fields["oauth_problem_advice"].map { Self.printable($0, limit: 500) }
        acceptableTimestamps = fields["oauth_acceptable_timestamps"].flatMap(Self.timestamps)
        absentParameters = Self.names(fields["oauth_parameters_absent"])
        rejectedParameters = Self.names(fields["oauth_parameters_rejected"])
    }

    /// The middle of ``acceptableTimestamps``: the server's own time, as the window is symmetric.
    package var serverTimestamp: Int64? {
        acceptableTimestamps.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) / 2 }
    }

    private static func formPairs(_ body: [UInt8]) -> [FormEncoding.Pair] {
        guard body.count <= FormEncoding.maximumByteCount, let form = try? FormEncoding(decoding: body) else {
            return []
        }
        return form.pairs.contains { $0.name == "oauth_problem" } ? form.pairs : []
    }

    /// `min-max`, both not negative, in seconds or milliseconds.
    private static func timestamps(_ text: String) -> ClosedRange<Int64>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let low = Int64(parts[0]), let high = Int64(parts[1]), low >= 0, low <= high
        else {
            return nil
        }
        // 10^11 seconds is the year 5138, 10^11 milliseconds is 1973.
        return low >= 100_000_000_000 ? low / 1000...high / 1000 : low...high
    }

    /// `a=1&b=2` or `a&b` gives a, b.
    private static func names(_ text: String?) -> [String] {
        guard let text, let form = try? FormEncoding(decoding: Array(text.utf8)) else { return [] }
        return form.pairs.prefix(16).map { printable($0.name, limit: 100) }
    }

    private static func printable(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.lazy.filter {
            $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
                && $0.properties.generalCategory != .format
        }
        return String(String.UnicodeScalarView(scalars.prefix(limit)))
    }
}
