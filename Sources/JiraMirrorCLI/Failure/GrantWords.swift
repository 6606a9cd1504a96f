import JiraAPI

/// What the problems of a grant mean to people.
enum GrantWords {
    /// What the method shows to Jira.
    static func what(_ method: String) -> String {
        switch SignInMethod(rawValue: method) {
        case .basic: "name and password"
        case .pat: "this personal access token"
        case .oauth1, .oauth2, nil: "the token"
        }
    }

    private static let oauth1 = [
        "token_rejected": ["the token was revoked, or is another consumer key's or another Jira's"],
        "consumer_key_unknown": ["compare consumer_key with the application link's incoming authentication"],
    ]

    /// Cause and way out, a line each; empty where the problem says it all.
    static func hints(_ problem: String, program: String) -> [String] {
        switch GrantProblem(rawValue: problem) {
        case .anonymous:
            ["Jira answers as for anybody: the token is wrong, was revoked or has expired"]
        case .expired: ["its end is over"]
        case .wrongPassword: ["the name or the password is wrong; after a few failures Jira wants a CAPTCHA"]
        case .loginDenied:
            [
                "too many logins failed: log in once with a browser as that account and solve the CAPTCHA",
                "then run: \(program) authorize --check",
            ]
        case .invalidGrant:
            ["the refresh token was revoked, not used for too long, or replaced in an answer that got lost"]
        case .invalidClient: ["Jira does not know the client id, or its secret was changed"]
        case nil: oauth1[problem] ?? []
        }
    }
}
