/// A refusal of the OAuth 1.0a provider, as it goes over the wire.
struct OAuthProblem: Error, Equatable {
    /// The value of `oauth_problem`; nil is an unexpected failure (500 without a body).
    let name: String?
    /// Further parameters in the order they are sent.
    var details: [FormItem] = []

    init(_ name: String?, _ details: [FormItem] = []) {
        self.name = name
        self.details = details
    }

    static let tokenRejected = Self("token_rejected")
    static let tokenExpired = Self("token_expired")
    static let tokenUsed = Self("token_used")
    static let nonceUsed = Self("nonce_used")
    static let consumerKeyUnknown = Self("consumer_key_unknown")
    static let permissionUnknown = Self("permission_unknown")
    static let permissionDenied = Self("permission_denied")
    static let signatureMethodRejected = Self("signature_method_rejected")
    static let noUser = Self("No user associated with the token")
    static let unexpected = Self(nil)

    static func absent(_ names: [String]) -> Self {
        Self(
            "parameter_absent",
            [FormItem(name: "oauth_parameters_absent", value: names.joined(separator: "&"))])
    }

    static func rejected(_ parameters: String, advice: String? = nil) -> Self {
        var details = [FormItem(name: "oauth_parameters_rejected", value: parameters)]
        if let advice { details.append(FormItem(name: "oauth_problem_advice", value: advice)) }
        return Self("parameter_rejected", details)
    }

    /// The status that the provider's table gives to the problem; unknown ones are 403.
    var status: Int {
        switch name {
        case nil: 500
        case "version_rejected", "parameter_absent", "parameter_rejected", "timestamp_refused",
            "signature_method_rejected":
            400
        case "nonce_used", "token_used", "token_expired", "token_revoked", "token_rejected",
            "token_not_authorized", "signature_invalid", "consumer_key_unknown", "consumer_key_rejected",
            "additional_authorization_required", "permission_unknown", "permission_denied":
            401
        case "user_refused", "consumer_key_refused": 503
        default: 403
        }
    }

    /// Status, `WWW-Authenticate` and form-encoded body; `realm` is a URL and is sent percent-encoded.
    func response(realm: String) -> OutgoingResponse {
        var header = "OAuth realm=\"\(FormCoding.encodeComponent(realm))\""
        var items: [FormItem] = []
        if let name { items = [FormItem(name: "oauth_problem", value: name)] + details }
        for item in items where item.name.hasPrefix("oauth_") {
            header += ", \(item.name)=\"\(FormCoding.encodeComponent(item.value))\""
        }
        var response = OutgoingResponse(status, headers: ["WWW-Authenticate": header])
        if name != nil {
            response.headers.append("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
            response.body = Array(FormCoding.encode(items).utf8)
        }
        return response
    }
}
