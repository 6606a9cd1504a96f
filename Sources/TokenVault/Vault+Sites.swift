import OpenSSLCrypto

/// A site that the vault knows.
package struct VaultSite: Sendable, Equatable {
    package let id: SiteID
    /// The base URL as it was given.
    package let url: String
}

extension Vault {
    /// The site of this base URL; it is added when the vault does not know it.
    ///
    /// URLs are compared as texts: give them in one canonical form.
    package func site(adding url: String) throws(VaultError) -> SiteID {
        try write { session in
            if let known = try session.sites().first(where: { $0.url == url }) { return known.id }
            let id = SiteID()
            let metadata = try session.put(
                SecretBytes(utf8: url), site: id, account: "", kind: .site, expiresAt: nil)
            try session.log("add site", metadata)
            return id
        }
    }

    /// The site of this base URL; nil when the vault does not know it.
    package func site(at url: String) throws(VaultError) -> SiteID? {
        try sites().first { $0.url == url }?.id
    }

    /// All sites, in no particular order.
    package func sites() throws(VaultError) -> [VaultSite] {
        try read { session in try session.sites() }
    }

    /// The same Jira under a new base URL: its secrets stay.
    package func moveSite(_ id: SiteID, to url: String) throws(VaultError) {
        try write { session in
            let sites = try session.sites()
            guard sites.contains(where: { $0.id == id }) else {
                throw VaultError.refused("the vault does not know this site")
            }
            guard !sites.contains(where: { $0.url == url && $0.id != id }) else {
                throw VaultError.refused("the vault already holds another site under this URL")
            }
            let metadata = try session.put(
                SecretBytes(utf8: url), site: id, account: "", kind: .site, expiresAt: nil)
            try session.log("move site", metadata)
        }
    }

    /// Forgets a site with all its secrets and states; tells how many secrets there were.
    @discardableResult
    package func forgetSite(_ id: SiteID) throws(VaultError) -> Int {
        try write { session in
            try session.passOnPrivacy(of: id)
            let count = try session.remove { $0.site == id }
            for grant in session.contents.grants where grant.site == id {
                try session.setState(nil, site: id, account: grant.account)
            }
            try session.log("forget site", site: id, result: count > 0 ? "done" : "absent")
            return count
        }
    }
}

extension VaultSession {
    func sites() throws -> [VaultSite] {
        try contents.records.filter { $0.metadata.kind == .site }.map { row in
            guard let url = try open(row).revealText() else {
                throw VaultError.damaged(path: path, detail: "a site's URL is no text")
            }
            return VaultSite(id: row.metadata.site, url: url)
        }
    }
}
