import HTTPCore
import SyncCore

/// What an answer of the token endpoint is (RFC 6749, sections 5.1 and 5.2).
enum OAuth2Answer {
    static func tokens(
        _ response: HTTPResponse, site: JiraSite, askedAt: Instant
    ) throws(AuthorizationError) -> OAuth2Flow.Tokens {
        let isJSON = response.mediaType == "application/json"
        if response.status >= 400, response.status < 500, isJSON, let problem = problem(response) {
            throw error(problem)
        }
        switch response.status {
        case 200 where isJSON: break
        case 300..<400, 404, 405, 410:
            throw .oauth2SwitchedOff(evidence: "status \(response.status)")
        case 200 where response.mediaType == "text/html":
            throw .oauth2SwitchedOff(evidence: "an HTML page")
        case 429, 500...: throw .unavailable(status: response.status)
        default: throw .notJira("\(response.mediaType ?? "no content type") with status \(response.status)")
        }
        do {
            return try ReferenceDecoder.decode(response.body, "the token answer") { value throws(ScanError) in
                OAuth2Flow.Tokens(
                    access: try value.required(.accessToken).text(),
                    refresh: try value.required(.refreshToken).text(),
                    // From the asking on, so that the end is never thought later than it is.
                    accessExpiresAt: askedAt + Double(min(try value.required(.expiresIn).integer(), 1 << 32)))
            }
        } catch {
            throw .malformedAnswer("\(error)")
        }
    }

    private static func problem(_ response: HTTPResponse) -> String? {
        try? ReferenceDecoder.decode(response.body, "the error") { value throws(ScanError) in
            try value.text(.error)
        }
    }

    private static func error(_ problem: String) -> AuthorizationError {
        switch problem {
        case "invalid_grant": .codeRefused
        case "invalid_client", "unauthorized_client": .clientUnknown(problem: problem)
        case "access_denied": .denied
        default: .unexpected(problem: String(problem.filter(\.isASCII).prefix(60)))
        }
    }
}
