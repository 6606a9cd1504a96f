/// What looks like a secret in a line, whether its value is known or not.
enum SecretPatterns {
    static func redact(_ line: String, mark: String) -> String {
        var text = line
        text = text.replacing(
            #/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/#, with: mark)
        text = text.replacing(
            #/(?i)\b(oauth_token|oauth_token_secret|oauth_verifier|oauth_signature|oauth_session_handle|oauth_nonce|access_token|refresh_token|client_secret|code_verifier)(=|%3D)("?)[^\s&,"']+/#
        ) { "\($0.output.1)\($0.output.2)\($0.output.3)\(mark)" }
        text = text.replacing(#/(?i)\b(Bearer|Basic) +[A-Za-z0-9._~+\/=-]{6,}/#) { "\($0.output.1) \(mark)" }
        // `scheme://user:password@host`: the user stays, it is needed to find the place.
        text = text.replacing(#/([A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s\/:@]*):[^\s\/@]+@/#) {
            "\($0.output.1):\(mark)@"
        }
        return text
    }
}
