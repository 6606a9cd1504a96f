import Foundation
import GRDB
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct VaultTests {
    @Test("a secret comes back after the vault was closed and opened again")
    func roundTrip() throws {
        let folder = try VaultFolder()
        let site = try folder.create().site(adding: "https://jira.example.com")
        let written = try folder.open().put(
            SecretBytes(utf8: "s3cret"), site: site, account: "ann", kind: .password, expiresAt: 5)
        #expect(written.version == 1)
        let vault = try folder.open()
        #expect(try vault.get(site: site, account: "ann", kind: .password)?.revealText() == "s3cret")
        #expect(try vault.get(site: site, account: "bob", kind: .password) == nil)
        #expect(try vault.get(site: site, account: "ann", kind: .refreshToken) == nil)
        #expect(try vault.get(site: SiteID(), account: "ann", kind: .password) == nil)
        #expect(try vault.list().contains(written))
        #expect(try vault.list().map(\.kind) == [.site, .password])
    }

    @Test("secrets of any length and content survive, also the empty one")
    func contents() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        for secret in [
            [], [0], [UInt8](repeating: 0xff, count: 100_000), Array("'; DROP TABLE vault_rec;--".utf8),
        ] {
            try vault.put(SecretBytes(secret), site: site, account: "ñ/'\"\u{1F41B}", kind: .password)
            #expect(try vault.get(site: site, account: "ñ/'\"\u{1F41B}", kind: .password)?.reveal() == secret)
        }
    }

    @Test("replacing raises the version and leaves one row")
    func replace() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        for version in 1...3 {
            folder.clock.advance(10)
            let metadata = try vault.put(SecretBytes(utf8: "v\(version)"), site: site, kind: .clientSecret)
            #expect(metadata.version == Int64(version))
            #expect(metadata.createdAt == folder.clock.read())
        }
        #expect(try vault.list().count == 1)
        #expect(try vault.get(site: site, kind: .clientSecret)?.revealText() == "v3")
        #expect(try vault.remove(site: site, kind: .clientSecret))
        #expect(try !vault.remove(site: site, kind: .clientSecret))
        #expect(try vault.get(site: site, kind: .clientSecret) == nil)
    }

    @Test("creating never overwrites, not even an empty file that is not ours to use")
    func createTwice() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        let before = try folder.bytes()
        #expect(throws: VaultError.cannotCreate(path: folder.vaultPath, why: "the file exists")) {
            try folder.create()
        }
        #expect(try folder.bytes() == before)

        try folder.write(Array("something else, long enough to look at".utf8), to: "notes.txt")
        #expect {
            try Vault.create(at: folder.path("notes.txt"), key: folder.key, clock: folder.clock.read)
        } throws: { error in
            if case VaultError.cannotCreate = error { true } else { false }
        }
        #expect(try folder.bytes("notes.txt") == Array("something else, long enough to look at".utf8))
    }

    @Test("an interrupted creation is taken up again")
    func interruptedCreation() throws {
        let folder = try VaultFolder()
        try folder.write([], to: "vault.sqlite")
        #expect(throws: VaultError.missing(path: folder.vaultPath)) { try folder.open() }
        _ = try folder.create()
        #expect(try folder.open().list().isEmpty)
    }

    @Test("of many that create at once, one succeeds")
    func createConcurrently() async throws {
        let folder = try VaultFolder()
        let outcomes = await withTaskGroup(of: Result<Void, any Error>.self) { group in
            for _ in 0..<8 { group.addTask { Result { _ = try folder.create() } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let errors = outcomes.compactMap { outcome -> (any Error)? in
            if case .failure(let error) = outcome { error } else { nil }
        }
        #expect(errors.count == 7)
        for error in errors {
            #expect(error as? VaultError == .cannotCreate(path: folder.vaultPath, why: "the file exists"))
        }
        #expect(try folder.open().list().isEmpty)
    }

    @Test("the file is private from its first moment, whatever the umask")
    func modes() throws {
        let folder = try VaultFolder()
        let nested = folder.path("data/private/vault.sqlite")
        let old = umask(0)
        defer { umask(old) }
        _ = try Vault.create(at: nested, key: folder.key, clock: folder.clock.read)
        #expect(try folder.mode(of: "data") == 0o700)
        #expect(try folder.mode(of: "data/private") == 0o700)
        #expect(try folder.mode(of: "data/private/vault.sqlite") == 0o600)
    }

    @Test("a missing vault, a foreign database and no database are told apart")
    func otherFiles() throws {
        let folder = try VaultFolder()
        #expect(throws: VaultError.missing(path: folder.vaultPath)) { try folder.open() }
        try DatabaseQueue(path: folder.vaultPath).write { db in try db.execute(sql: "CREATE TABLE t (a)") }
        try folder.setMode(0o600, of: "vault.sqlite")
        let foreign = try folder.bytes()
        #expect(throws: VaultError.notAVault(path: folder.vaultPath)) { try folder.open() }
        #expect(try folder.bytes() == foreign)
        try folder.write([UInt8](repeating: 0x20, count: 5000), to: "vault.sqlite")
        #expect { try folder.open() } throws: { isDamage($0) }
    }

    @Test("a vault of a newer program is refused and not touched")
    func newerFormat() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        try folder.tamper("PRAGMA user_version = 99")
        let before = try folder.bytes()
        #expect(throws: VaultError.newerFormat(path: folder.vaultPath, found: 99, supported: 1)) {
            try folder.open()
        }
        #expect(try folder.bytes() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["vault.sqlite"])
    }

    @Test(
        "a vault that others can read or replace is refused with the command that mends it",
        arguments: [0o644, 0o640, 0o604, 0o660, 0o700 | 0o011])
    func unsafeModes(_ mode: Int) throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        try folder.setMode(mode, of: "vault.sqlite")
        #expect { try folder.open() } throws: { error in
            guard case VaultError.unsafeVaultFile(folder.vaultPath, let why, let remedy) = error else {
                return false
            }
            return why.contains(String(mode, radix: 8)) && remedy == "chmod 600 \(folder.vaultPath)"
        }
        try folder.setMode(0o600, of: "vault.sqlite")
        try folder.setMode(0o777, of: "")
        #expect { try folder.open() } throws: { error in
            if case VaultError.unsafeVaultFile = error { true } else { false }
        }
        try folder.setMode(0o755, of: "")
        _ = try folder.open()
    }

    @Test("a symbolic or hard link to a vault is refused")
    func links() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("symbolic"), withDestinationPath: folder.vaultPath)
        try FileManager.default.linkItem(atPath: folder.vaultPath, toPath: folder.path("hard"))
        for name in ["symbolic", "hard"] {
            #expect { try folder.open(name: name) } throws: { error in
                if case VaultError.unsafeVaultFile = error { true } else { false }
            }
        }
    }

    @Test("sites are found by URL, moved and forgotten")
    func sites() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let one = try vault.site(adding: "https://one.example.com")
        let two = try vault.site(adding: "https://two.example.com/jira")
        #expect(try vault.site(adding: "https://one.example.com") == one)
        #expect(try vault.site(at: "https://two.example.com/jira") == two)
        #expect(try vault.site(at: "https://three.example.com") == nil)
        try vault.save(.sample(), site: one)
        try vault.moveSite(one, to: "https://new.example.com")
        #expect(try vault.site(at: "https://new.example.com") == one)
        #expect(try vault.site(at: "https://one.example.com") == nil)
        #expect(try vault.grant(site: one).texts == OAuthGrant.sample().texts)
        #expect(throws: VaultError.self) { try vault.moveSite(one, to: "https://two.example.com/jira") }
        #expect(throws: VaultError.self) { try vault.moveSite(SiteID(), to: "https://four.example.com") }
        #expect(try vault.forgetSite(one) == 5)
        #expect(try vault.sites().map(\.url) == ["https://two.example.com/jira"])
        #expect(try vault.grantState(site: one, account: "JIRAUSER10100") == nil)
        #expect(throws: VaultError.noGrant) { try vault.grant(site: one) }
    }

    @Test("the key of pseudonyms and purged people serve all sites, and go with the last of them")
    func privacy() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let one = try vault.site(adding: "https://one.example.com")
        let two = try vault.site(adding: "https://two.example.com")
        #expect(try vault.privacyKey() == nil)
        let key = try vault.privacyKey(addingTo: one)
        #expect(try vault.privacyKey(addingTo: two) == key)
        try vault.addPurgedPeople(["a1"], site: one)
        try vault.addPurgedPeople(["b2"], site: one)
        try vault.addPurgedPeople(["c3"], site: two)
        try vault.forgetSite(one)
        #expect(try vault.privacyKey() == key)
        #expect(try vault.purgedPeople() == ["a1", "b2", "c3"])
        try vault.rotate()
        #expect(try vault.privacyKey() == key)
        try vault.forgetSite(two)
        #expect(try vault.privacyKey() == nil)
        #expect(try vault.purgedPeople().isEmpty)
    }

    @Test("the data key is refused before it is worn out, and rotation mends that")
    func sealLimit() throws {
        let folder = try VaultFolder()
        let vault = try Vault.create(
            at: folder.vaultPath, key: folder.key, clock: folder.clock.read, sealLimit: 8)
        let site = SiteID()
        var stored = 0
        #expect(throws: VaultError.tooManySeals(path: folder.vaultPath)) {
            for number in 0..<100 {
                try vault.put(SecretBytes(utf8: "\(number)"), site: site, kind: .password)
                stored += 1
            }
        }
        #expect(stored == 3)
        #expect(try vault.status().sealCount == 8)
        // A use is logged, and the log's end is sealed.
        #expect(throws: VaultError.tooManySeals(path: folder.vaultPath)) {
            try vault.get(site: site, kind: .password)
        }
        try vault.rotate()
        #expect(try vault.get(site: site, kind: .password)?.revealText() == "2")
        try vault.put(SecretBytes(utf8: "again"), site: site, kind: .password)
        #expect(try vault.get(site: site, kind: .password)?.revealText() == "again")
    }
}
