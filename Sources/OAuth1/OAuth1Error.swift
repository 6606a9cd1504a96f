/// Why a request could not be signed or an answer of the dance could not be used.
///
/// No case carries a token, a secret, a parameter's value or a query.
package enum OAuth1Error: Error, Equatable, Sendable {
    /// The URL cannot be signed; the text names the part.
    case malformedURL(String)
    /// A form or query that is not `application/x-www-form-urlencoded`.
    case malformedForm(String)
    /// A form longer than `limit` bytes.
    case formTooLarge(limit: Int)
    /// More than `limit` parameters.
    case tooManyParameters(limit: Int)
    /// A parameter that may stand once only stands twice.
    case duplicateParameter(String)
    /// A parameter that the protocol asks for is absent or empty.
    case missingParameter(String)
    /// A value that is not what its name promises (a number, for one).
    case invalidValue(parameter: String)
    /// An extra protocol parameter whose name does not start with `oauth_`.
    case unexpectedParameter(String)
    /// The server did not confirm the callback: it speaks OAuth 1.0, which is open to session fixation (RFC 5849
    /// section 2.1 makes the confirmation a MUST).
    case callbackNotConfirmed
    /// The private key did not sign.
    case signingFailed(String)
}

extension OAuth1Error: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedURL(let why): "the URL cannot be signed: \(why)"
        case .malformedForm(let why): "not a form-encoded text: \(why)"
        case .formTooLarge(let limit): "form-encoded text longer than \(limit) bytes"
        case .tooManyParameters(let limit): "more than \(limit) parameters"
        case .duplicateParameter(let name): "parameter \(name) is given more than once"
        case .missingParameter(let name): "parameter \(name) is missing"
        case .invalidValue(let name): "parameter \(name) has an unusable value"
        case .unexpectedParameter(let name): "\(name) is not a protocol parameter (oauth_…)"
        case .callbackNotConfirmed:
            "the server did not confirm the callback (oauth_callback_confirmed=true); "
                + "it does not speak OAuth 1.0a, and going on would be unsafe"
        case .signingFailed(let why): "the request could not be signed: \(why)"
        }
    }
}
