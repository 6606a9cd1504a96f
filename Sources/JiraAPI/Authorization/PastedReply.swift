import OAuth1

/// What a person pastes at the end of the dance: the address at which the browser ended, or the code that
/// Jira shows.
///
/// Serves machines whose browser is elsewhere, so that the loopback address leads nowhere.
package enum PastedReply {
    package enum Problem: Sendable, Equatable, CustomStringConvertible {
        case empty
        /// Longer than any address or code of Jira's.
        case tooLong
        /// A page of Jira instead of the address after it.
        case pageOfJira
        /// Another address than the callback of this authorization.
        case otherAddress
        /// The right address, without what Jira appends.
        case addressWithoutReply
        /// A code where an address is expected.
        case codeInsteadOfAddress
        case notACode

        package var description: String {
            switch self {
            case .empty: "nothing was pasted"
            case .tooLong: "the text is too long to be the address or the code"
            case .pageOfJira:
                "that is Jira's own page: press Allow there, then paste the address at which the browser ends"
            case .otherAddress: "that address does not belong to this authorization (an older attempt?)"
            case .addressWithoutReply:
                "the address holds no reply: paste all of it, with what stands behind the question mark"
            case .codeInsteadOfAddress:
                "paste the whole address at which the browser ended, not only the code in it"
            case .notACode: "that is neither the address at which the browser ended nor Jira's code"
            }
        }
    }

    /// Longest text that is read, in bytes.
    package static let longest = 4096

    /// Reads the pasted text as the reply to that request.
    ///
    /// - Throws: `.pastedText` for what is no reply, and the errors of a reply that is not ours.
    package static func read(
        _ text: String, pending: any PendingConsent, site: JiraSite
    ) throws(AuthorizationError) -> AuthorizationReply {
        guard text.utf8.count <= longest else { throw .pastedText(.tooLong) }
        let text = stripped(text)
        guard !text.isEmpty else { throw .pastedText(.empty) }
        if text.contains("://") { return try readAddress(text, pending: pending, site: site) }
        if pending.replyParameters.contains(where: { text.contains($0 + "=") }) {
            return try readQuery(text.drop { $0 == "?" }, pending: pending)
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("/"), !text.contains("=")
        else {
            throw .pastedText(.notACode)
        }
        // A code alone names no request token. With a callback Jira never shows one, so it is not accepted there.
        guard pending.callbackAddress == nil else { throw .pastedText(.codeInsteadOfAddress) }
        return try AuthorizationReply(code: text)
    }

    private static func readAddress(
        _ text: String, pending: any PendingConsent, site: JiraSite
    ) throws(AuthorizationError) -> AuthorizationReply {
        let address = text.prefix { $0 != "?" && $0 != "#" }
        let query = text.dropFirst(address.count).drop { $0 == "?" }.prefix { $0 != "#" }
        if let url = pending.callbackAddress, ConstantTimeEquality.holds(String(address), url) {
            guard !query.isEmpty else { throw .pastedText(.addressWithoutReply) }
            return try readQuery(query, pending: pending)
        }
        let isOurs = address.lowercased().hasPrefix(site.baseURL.lowercased() + "/")
        throw .pastedText(isOurs ? .pageOfJira : .otherAddress)
    }

    private static func readQuery(
        _ query: Substring, pending: any PendingConsent
    ) throws(AuthorizationError) -> AuthorizationReply {
        guard let form = try? FormEncoding(decoding: Array(query.utf8)) else { throw .malformedReply }
        return try pending.reply(form.pairs)
    }

    /// Without the white space, quotes and full stop that come along when copying from Jira's sentence.
    private static func stripped(_ text: String) -> String {
        let around: Set<Character> = [
            " ", "\t", "\r", "\n", "\r\n", "'", "\"", "‘", "’", "“", "”", "<", ">", ".",
        ]
        var rest = text[...]
        while let first = rest.first, around.contains(first) { rest.removeFirst() }
        while let last = rest.last, around.contains(last) { rest.removeLast() }
        return String(rest)
    }
}
