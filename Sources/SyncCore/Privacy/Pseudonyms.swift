import Synchronization

/// Stable pseudonyms of people: HMAC-SHA-256 of whatever names a person (key, user name, e-mail address), by a key
/// that the mirror does not have. The same person has the same pseudonym in every run and every mirror of that key.
package final class Pseudonyms: Sendable {
    /// Whether everybody has one; else only those that ``listed`` names.
    package let coversEverybody: Bool
    /// Codes of single people's keys, names and addresses, who shall not be named any more.
    package let listed: Set<String>
    private let authenticate: @Sendable ([UInt8]) -> [UInt8]
    private let known = Mutex<[String: String?]>([:])

    /// How many names are remembered at a time.
    private static let remembered = 50_000
    private static let prefix = "user-"
    private static let digits = 16

    /// - Parameter authenticate: HMAC-SHA-256 by the secret key: 32 bytes.
    package init(
        everybody: Bool, listed: Set<String> = [], authenticate: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        coversEverybody = everybody
        self.listed = listed
        self.authenticate = authenticate
    }

    /// The code of what names a person, 64 hexadecimal digits: what is kept of someone who is not to be named.
    ///
    /// Jira does not tell capital letters in names from small ones.
    package func code(of name: String) -> String {
        Self.hexadecimal(authenticate(Array(("person:" + name.lowercased()).utf8)))
    }

    /// Tells this key from another one without giving it away.
    package var keyCheck: String {
        String(Self.hexadecimal(authenticate(Array("key check".utf8))).prefix(Self.digits))
    }

    /// All of ``listed`` in one code; nil where nobody is listed.
    package var listCode: String? {
        listed.isEmpty
            ? nil
            : String(
                Self.hexadecimal(authenticate(Array(("list:" + listed.sorted().joined()).utf8)))
                    .prefix(Self.digits))
    }

    /// `user-3f9a2c0b1d4e5f60`; nil where the name stays as it is: nobody's, or a pseudonym already.
    package func pseudonym(of name: String) -> String? {
        known.withLock { known in
            if let found = known[name] { return found }
            if known.count >= Self.remembered { known.removeAll() }
            let made = make(name)
            known[name] = .some(made)
            return made
        }
    }

    private func make(_ name: String) -> String? {
        guard !name.isEmpty, !Self.isPseudonym(name) else { return nil }
        let code = code(of: name)
        guard coversEverybody || listed.contains(code) else { return nil }
        return Self.prefix + code.prefix(Self.digits)
    }

    /// The pseudonym itself for whoever has none: for texts that stay where the name stays.
    package func shown(_ name: String) -> String { pseudonym(of: name) ?? name }

    /// Whether a person of this name is hidden, now or by an earlier run.
    func hides(_ name: String?) -> Bool {
        guard let name else { return false }
        return Self.isPseudonym(name) || pseudonym(of: name) != nil
    }

    /// The pseudonym of a name that a hidden person goes by, whether or not this one is listed: people get renamed.
    func hidden(_ name: String) -> String {
        guard !name.isEmpty, !Self.isPseudonym(name) else { return name }
        return Self.prefix + code(of: name).prefix(Self.digits)
    }

    /// Likewise of an e-mail address.
    func hidden(email address: String) -> String {
        address.isEmpty || address.hasSuffix(Self.mailDomain) ? address : hidden(address) + Self.mailDomain
    }

    /// `User 3f9a2c0b1d4e5f60`: what stands for the full name of the person of this key.
    package func displayName(of key: String) -> String? {
        pseudonym(of: key).map(Self.displayName(ofPseudonym:))
    }

    package static func displayName(ofPseudonym pseudonym: String) -> String {
        "User " + pseudonym.dropFirst(prefix.count)
    }

    package func email(_ address: String) -> String? {
        guard !address.hasSuffix(Self.mailDomain) else { return nil }
        return pseudonym(of: address).map { $0 + Self.mailDomain }
    }

    /// Of no mail server, by RFC 2606.
    private static let mailDomain = "@example.invalid"

    /// Whether it has the form of a pseudonym: those are never coded again.
    package static func isPseudonym(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count == prefix.utf8.count + digits, name.hasPrefix(prefix) else { return false }
        return bytes.dropFirst(prefix.utf8.count).allSatisfy {
            (48...57).contains($0) || (97...102).contains($0)
        }
    }

    /// For SQL: `key GLOB` it finds pseudonyms.
    package static let pattern = prefix + String(repeating: "[0-9a-f]", count: digits)

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
