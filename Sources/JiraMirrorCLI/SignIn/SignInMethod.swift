import TokenVault

/// How requests are signed in somebody's name. The raw values stand in configuration, options and `status`.
package enum SignInMethod: String, CaseIterable, Sendable {
    case oauth1, oauth2, pat, basic

    /// The method's code: the one list of all of them.
    var scheme: any SignInScheme.Type {
        switch self {
        case .oauth1: OAuth1SignIn.self
        case .oauth2: OAuth2SignIn.self
        case .pat: PersonalTokenSignIn.self
        case .basic: PasswordSignIn.self
        }
    }

    /// All of them, for people.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// The method whose grant these records are; nil where there is none.
    static func of(_ kinds: Set<SecretKind>) -> SignInMethod? {
        allCases.first { $0.scheme.owns(kinds) }
    }
}
