import Foundation
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct KeyChangeTests {
    @Test("both keys open the vault until one is retired, and then only the other does")
    func rekey() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.save(.sample(), site: site)
        let newKey = try VaultKey.random(source: .credential)
        let old = try #require(try vault.status().keys.first).id
        let new = try vault.rekey(to: newKey)
        #expect(new != old)
        for key in [folder.key, newKey] {
            let opened = try folder.open(key)
            #expect(try opened.grant(site: site).texts == OAuthGrant.sample().texts)
            #expect(try Set(opened.status().keys.map(\.source)) == ["file", "credential"])
        }
        try folder.open(newKey).retire(kekID: old)
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try folder.open() }
        #expect(try folder.open(newKey).grant(site: site).texts == OAuthGrant.sample().texts)
        #expect(try folder.open(newKey).status().keys.map(\.id) == [new])
    }

    @Test("the key in use, the last key and an unknown key cannot be retired")
    func retireRefused() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let mine = try #require(try vault.status().keys.first).id
        for id in [mine, "", String(repeating: "0", count: 32)] {
            #expect {
                try vault.retire(kekID: id)
            } throws: { error in
                if case VaultError.refused = error { true } else { false }
            }
        }
        try vault.rekey(to: .random(source: .file))
        #expect(throws: VaultError.self) { try vault.retire(kekID: mine) }
        #expect(try folder.open().status().keys.count == 2)
    }

    @Test("a key is not added twice, and not without end")
    func rekeyRefused() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        #expect(throws: VaultError.self) { try vault.rekey(to: folder.key) }
        for _ in 1..<Vault.maximumKeyCount { try vault.rekey(to: .random(source: .file)) }
        #expect(throws: VaultError.self) { try vault.rekey(to: .random(source: .file)) }
        #expect(throws: VaultError.self) {
            try vault.rekey(to: VaultKey(passphrase: SecretBytes(utf8: "short")))
        }
        _ = try folder.open()
    }

    @Test("a run that is under way is not disturbed when its key is retired")
    func runUnderWay() throws {
        let folder = try VaultFolder()
        let running = try folder.create()
        let site = SiteID()
        try running.save(.sample(), site: site)
        let newKey = try VaultKey.random(source: .file)
        let old = try #require(try running.status().keys.first).id
        try running.rekey(to: newKey)
        try folder.open(newKey).retire(kekID: old)
        #expect(try running.grant(site: site).texts == OAuthGrant.sample().texts)
        try running.setGrantState(.expired, site: site, account: "JIRAUSER10100")
        // But it may not decide about keys any more.
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try running.rotate() }
        #expect(try folder.open(newKey).grantState(site: site, account: "JIRAUSER10100") == .expired)
    }

    @Test("a run that has begun with a key file goes on when the file is exchanged and all is sealed anew")
    func exchangedKeyFile() throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        let first = try KeyFile.create(at: path)
        let vault = try Vault.create(at: folder.vaultPath, key: first, clock: folder.clock.read)
        let site = SiteID()
        try vault.save(.sample(), site: site)
        let running = try Vault.open(
            at: folder.vaultPath, keySources: KeySources(keyFile: path), clock: folder.clock.read)
        let old = try #require(try vault.status().keys.first).id
        let second = try KeyFile.create(at: path + ".new")
        try vault.rekey(to: second)
        #expect(rename(path + ".new", path) == 0)
        try folder.open(second).retire(kekID: old)
        try folder.open(second).rotate()
        // Who holds nothing but the old key is out.
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try vault.grant(site: site) }
        #expect(try running.grant(site: site).texts == OAuthGrant.sample().texts)
        try running.setGrantState(.expired, site: site, account: "JIRAUSER10100")
        #expect(try folder.open(second).grantState(site: site, account: "JIRAUSER10100") == .expired)
    }

    @Test("a key that never opened the vault is the wrong one, however often its source is asked")
    func sourceOfWrongKeys() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        try KeyFile.create(at: folder.path("other.key"))
        // Gives another key each time.
        let changing = KeySources(keyCommand: ["/bin/sh", "-c", "head -c 32 /dev/urandom | base64"])
        for sources in [KeySources(keyFile: folder.path("other.key")), changing] {
            #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) {
                try Vault.open(at: folder.vaultPath, keySources: sources, clock: folder.clock.read)
            }
        }
    }

    private func secrets(of vault: Vault) throws -> [[UInt8]] {
        try vault.read { session in try session.contents.records.map { try session.open($0).reveal() } }
    }

    @Test("rotation seals everything anew: same secrets, other bytes, the old data key useless")
    func rotate() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let other = try folder.open()
        let site = try vault.site(adding: "https://jira.example.com")
        try vault.save(.sample(), site: site)
        let records = try vault.list()
        let secrets = try secrets(of: vault)
        let log = try vault.log()
        let (oldRows, oldKey) = try vault.read { ($0.contents, $0.key) }
        folder.clock.advance(100)
        try vault.rotate()
        for opened in [vault, other, try folder.open()] {
            #expect(try opened.list() == records)
            #expect(try opened.sites() == [VaultSite(id: site, url: "https://jira.example.com")])
            #expect(try self.secrets(of: opened) == secrets)
        }
        let file = Data(try folder.bytes())
        for row in oldRows.records { #expect(file.range(of: Data(row.sealed)) == nil) }
        for row in oldRows.wraps { #expect(file.range(of: Data(row.wrapped)) == nil) }
        try vault.read { session in
            #expect(session.key != oldKey)
            #expect(session.contents.dataKey.createdAt == folder.clock.read())
            #expect(session.contents.dataKey.sealCount == Int64(records.count) + 1)
        }
        // The log goes on, and its older entries are still authentic.
        #expect(try vault.log().dropFirst() == log[...])
        #expect(try vault.log().first?.action == "rotate")
        #expect(try other.grant(site: site).texts == OAuthGrant.sample().texts)
    }

    @Test("rotation that would lock a second key out is refused and names it")
    func rotateRefused() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let name = try vault.rekey(to: .random(source: .file))
        #expect {
            try vault.rotate()
        } throws: { error in
            guard case VaultError.refused(let why) = error else { return false }
            return why.contains(name)
        }
    }

    @Test("a passphrase can replace a key file, and rotation works with it")
    func passphrase() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.save(.sample(), site: site)
        let phrase = try VaultKey(
            passphrase: SecretBytes(utf8: "correct horse battery"),
            cost: Scrypt.Parameters(n: 1024, r: 8, p: 1))
        let old = try #require(try vault.status().keys.first).id
        try vault.rekey(to: phrase)
        let opened = try folder.open(phrase)
        try opened.retire(kekID: old)
        try opened.rotate()
        #expect(try folder.open(phrase).grant(site: site).texts == OAuthGrant.sample().texts)
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try folder.open() }
    }

    @Test("rekeys and rotations while others read and write: nobody fails, nothing is lost")
    func concurrently() async throws {
        let folder = try VaultFolder()
        let site = SiteID()
        try folder.create().save(.sample(), site: site)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for _ in 0..<5 {
                    let vault = try folder.open()
                    let added = try vault.rekey(to: .random(source: .file))
                    try vault.retire(kekID: added)
                    try vault.rotate()
                }
            }
            for worker in 0..<3 {
                group.addTask {
                    let vault = try folder.open()
                    for number in 0..<10 {
                        #expect(try vault.grant(site: site).texts == OAuthGrant.sample().texts)
                        try vault.put(
                            SecretBytes(utf8: "\(number)"), site: site, account: "\(worker)", kind: .password)
                    }
                }
            }
            try await group.waitForAll()
        }
        let vault = try folder.open()
        for worker in 0..<3 {
            #expect(try vault.get(site: site, account: "\(worker)", kind: .password)?.revealText() == "9")
        }
        #expect(try vault.log(limit: 10_000).filter { $0.action == "rotate" }.count == 5)
    }
}
