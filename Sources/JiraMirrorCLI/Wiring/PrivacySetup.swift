import OpenSSLCrypto
import SyncCore
import TokenVault

/// The rules of privacy: fields from the configuration, people by key and list of the vault.
enum PrivacySetup {
    static func rules(
        _ configuration: Configuration.Privacy, vault: Vault, site: SiteID
    ) throws -> PrivacyRules {
        var rules = PrivacyRules()
        rules.deniedFields = configuration.deniedFields
        let purged = try vault.purgedPeople()
        if configuration.pseudonymizesUsers || !purged.isEmpty {
            rules.people = try pseudonyms(
                everybody: configuration.pseudonymizesUsers, listed: purged,
                key: try vault.privacyKey(addingTo: site))
        }
        return rules
    }

    static func pseudonyms(
        everybody: Bool, listed: Set<String>, key: SecretBytes
    ) throws(CryptoError) -> Pseudonyms {
        // What works once works always: a failure is told here, not in the midst of a page.
        _ = try HMACSHA256.authenticationCode([], key: key)
        return Pseudonyms(everybody: everybody, listed: listed) { message in
            // Random bytes name nobody.
            (try? HMACSHA256.authenticationCode(message, key: key)) ?? RandomBytes.make(HMACSHA256.byteCount)
        }
    }
}
