package import OpenSSLCrypto

/// The key of pseudonyms and the codes of purged people: one of each for all sites of a vault, so that a person has
/// the same pseudonym in all of their mirrors.
extension Vault {
    /// The key of pseudonyms; made where there is none yet.
    package func privacyKey(addingTo site: SiteID) throws(VaultError) -> SecretBytes {
        if let key = try privacyKey() { return key }
        return try write { session in
            if let row = session.contents.records.first(where: { $0.metadata.kind == .privacyKey }) {
                return try session.open(row)
            }
            let key = SecretBytes.random(count: 32)
            let metadata = try session.put(key, site: site, account: "", kind: .privacyKey, expiresAt: nil)
            try session.log("make key", metadata)
            return key
        }
    }

    /// The key of pseudonyms; nil where nobody ever had one.
    package func privacyKey() throws(VaultError) -> SecretBytes? {
        try read { session in
            try session.contents.records.first { $0.metadata.kind == .privacyKey }.map(session.open)
        }
    }

    /// Codes of purged people, 64 hexadecimal digits each.
    package func purgedPeople() throws(VaultError) -> Set<String> {
        try read { session in
            var codes: Set<String> = []
            for row in session.contents.records where row.metadata.kind == .purgedPeople {
                let text = try session.open(row).revealText() ?? ""
                codes.formUnion(text.split(separator: "\n").map(String.init))
            }
            return codes
        }
    }

    /// Adds codes to those of purged people.
    package func addPurgedPeople(_ codes: Set<String>, site: SiteID) throws(VaultError) {
        try write { session in
            var all = codes
            if let row = session.contents.newest(site, "", .purgedPeople) {
                let text = try session.open(row).revealText() ?? ""
                all.formUnion(text.split(separator: "\n").map(String.init))
            }
            let secret = SecretBytes(utf8: all.sorted().joined(separator: "\n"))
            let metadata = try session.put(
                secret, site: site, account: "", kind: .purgedPeople, expiresAt: nil)
            try session.log("purge person", metadata)
        }
    }
}
