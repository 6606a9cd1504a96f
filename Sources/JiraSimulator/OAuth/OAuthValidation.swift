import OpenSSLCrypto
import Synchronization

/// Who may pass: the order of the checks is the provider's, so that a dead token is told even when the
/// signature is wrong as well.
extension OAuthProvider {
    /// Checks an API request that carries OAuth parameters.
    /// - Parameter now: the simulated clock in milliseconds.
    /// - Returns: the key of the person it acts for.
    func authenticate(_ message: OAuthMessage, now: Int64) throws(OAuthProblem) -> String {
        // Two-legged requests need a consumer that allows them; none here does.
        if message.isTwoLegged { throw .permissionDenied }
        let value = message["oauth_token"] ?? ""
        let (token, life) = state.withLock { ($0.accessTokens[value], $0.options.accessTokenLife) }
        guard let token else { throw .tokenRejected }
        guard site.activeUsername(token.user) != nil else { throw .noUser }
        guard token.consumerKey == message["oauth_consumer_key"] else { throw .tokenRejected }
        guard now - token.created <= life else { throw .tokenExpired }
        try validate(message, now: now)
        return token.user
    }

    /// Checks parameters, version, timestamp, nonce and signature, in this order.
    func validate(_ message: OAuthMessage, now: Int64) throws(OAuthProblem) {
        let consumer = try consumer(of: message)
        try checkSingleParameters(message)
        try checkVersion(message)
        try checkTimestampAndNonce(message, now: now)
        try checkSignature(message, consumer)
    }

    /// The consumer that a message names.
    func consumer(of message: OAuthMessage) throws(OAuthProblem) -> OAuthConsumer {
        try message.require("oauth_consumer_key")
        let key = message["oauth_consumer_key"] ?? ""
        guard let consumer = state.withLock({ $0.consumers[key] }) else { throw .consumerKeyUnknown }
        return consumer
    }

    private func checkSingleParameters(_ message: OAuthMessage) throws(OAuthProblem) {
        let single = [
            "oauth_consumer_key", "oauth_token", "oauth_token_secret", "oauth_callback",
            "oauth_signature_method", "oauth_signature", "oauth_timestamp", "oauth_nonce", "oauth_version",
        ]
        let repeated = single.flatMap { name in
            let all = message.items.filter { $0.name == name }
            return all.count > 1 ? all : []
        }
        if !repeated.isEmpty { throw .rejected(FormCoding.encode(repeated)) }
    }

    private func checkVersion(_ message: OAuthMessage) throws(OAuthProblem) {
        guard let version = message["oauth_version"] else { return }
        guard Double(version) == 1 else {
            throw OAuthProblem(
                "version_rejected", [FormItem(name: "oauth_acceptable_versions", value: "1.0-1.0")])
        }
    }

    private func checkTimestampAndNonce(_ message: OAuthMessage, now: Int64) throws(OAuthProblem) {
        try message.require("oauth_timestamp", "oauth_nonce")
        // A timestamp that is no number is an exception inside the provider, not a problem it names.
        guard let seconds = Int64(message["oauth_timestamp"] ?? ""), seconds.magnitude < 1 << 50 else {
            throw .unexpected
        }
        let window = state.withLock { $0.options.timestampWindow }
        let low = now - window
        let high = now + window
        guard (low...high).contains(seconds * 1000) else {
            let unit: Int64 = options.refusesTimestampsInMilliseconds ? 1 : 1000
            throw OAuthProblem(
                "timestamp_refused",
                [FormItem(name: "oauth_acceptable_timestamps", value: "\(low / unit)-\(high / unit)")])
        }
        let nonce = [
            message["oauth_timestamp"], message["oauth_nonce"], message["oauth_consumer_key"],
            message["oauth_token"],
        ].map { FormCoding.encodeComponent($0 ?? "") }.joined(separator: "&")
        let isFresh = state.withLock { state in
            if state.nonces.count >= state.nextNonceSweep {
                state.nonces = state.nonces.filter { $0.value >= now }
                state.nextNonceSweep = max(10_000, state.nonces.count * 2)
            }
            return state.nonces.updateValue(seconds * 1000 + window, forKey: nonce) == nil
        }
        guard isFresh else { throw .nonceUsed }
    }

    private func checkSignature(_ message: OAuthMessage, _ consumer: OAuthConsumer) throws(OAuthProblem) {
        try message.require("oauth_signature_method", "oauth_signature")
        guard message["oauth_signature_method"] == "RSA-SHA1" else { throw .signatureMethodRejected }
        let base = message.signatureBaseString
        let sent = message["oauth_signature"] ?? ""
        guard let signature = Base64.decode(sent),
            consumer.publicKey.verifySHA1(signature: signature, message: Array(base.utf8))
        else {
            // The provider echoes the base string, token included: clients must not log this body.
            throw OAuthProblem(
                "signature_invalid",
                [
                    FormItem(name: "oauth_signature", value: sent),
                    FormItem(name: "oauth_signature_base_string", value: base),
                    FormItem(name: "oauth_signature_method", value: "RSA-SHA1"),
                ])
        }
    }
}
