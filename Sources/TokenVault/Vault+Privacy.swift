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
                codes.formUnion(try session.codes(row))
            }
            return codes
        }
    }

    /// Adds codes to those of purged people.
    package func addPurgedPeople(_ codes: Set<String>, site: SiteID) throws(VaultError) {
        try write { session in
            var all = codes
            if let row = session.contents.newest(site, "", .purgedPeople) {
                all.formUnion(try session.codes(row))
            }
            try session.log("purge person", try session.put(codes: all, site: site))
        }
    }
}

extension VaultSession {
    fileprivate func codes(_ row: RecordRow) throws -> Set<String> {
        guard let text = try open(row).revealText() else {
            throw VaultError.damaged(path: path, detail: "the list of purged people is no text")
        }
        return Set(text.split(separator: "\n").map(String.init))
    }

    @discardableResult
    fileprivate mutating func put(codes: Set<String>, site: SiteID) throws -> RecordMetadata {
        try put(
            SecretBytes(utf8: codes.sorted().joined(separator: "\n")), site: site, account: "",
            kind: .purgedPeople, expiresAt: nil)
    }

    /// Before a site is forgotten: what serves all sites goes over to another one, and is forgotten with the last.
    mutating func passOnPrivacy(of site: SiteID) throws {
        let heir = contents.records.first { $0.metadata.kind == .site && $0.metadata.site != site }
        guard let heir = heir?.metadata.site else { return }
        if let row = contents.newest(site, "", .privacyKey) {
            try put(try open(row), site: heir, account: "", kind: .privacyKey, expiresAt: nil)
            try remove { $0.site == site && $0.kind == .privacyKey }
        }
        if let row = contents.newest(site, "", .purgedPeople) {
            var all = try codes(row)
            if let own = contents.newest(heir, "", .purgedPeople) { all.formUnion(try codes(own)) }
            try put(codes: all, site: heir)
        }
    }
}
