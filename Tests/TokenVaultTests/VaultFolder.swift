import Foundation
import GRDB
import OpenSSLCrypto
import Synchronization

@testable import TokenVault

/// A private folder with a vault in it; it goes with the last reference.
final class VaultFolder: Sendable {
    let url: URL
    let clock = TestClock()
    let key: VaultKey

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        key = try VaultKey.random(source: .file)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }
    var vaultPath: String { path("vault.sqlite") }

    func create() throws -> Vault {
        try Vault.create(at: vaultPath, key: key, clock: clock.read)
    }

    func open(_ key: VaultKey? = nil, name: String = "vault.sqlite") throws -> Vault {
        try Vault.open(at: path(name), key: key ?? self.key, busyTimeoutSeconds: 2, clock: clock.read)
    }

    /// Statements as somebody with write access to the file would run them.
    func tamper(_ body: (Database) throws -> Void) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: vaultPath, configuration: configuration).writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try body(db)
        }
    }

    func tamper(_ sql: String) throws { try tamper { db in try db.execute(sql: sql) } }

    func bytes(_ name: String = "vault.sqlite") throws -> [UInt8] {
        Array(try Data(contentsOf: url.appending(path: name)))
    }

    func write(_ bytes: [UInt8], to name: String, mode: Int = 0o600) throws {
        try Data(bytes).write(to: url.appending(path: name))
        try setMode(mode, of: name)
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
    }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}

/// Seconds since 1970, moved by hand.
final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(1_700_000_000)
    var read: @Sendable () -> Int64 { { self.seconds.withLock { $0 } } }
    func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}

extension OAuthGrant {
    static func sample(account: String = "JIRAUSER10100", token: String = "token-canary") -> OAuthGrant {
        OAuthGrant(
            account: account, consumerKey: SecretBytes(utf8: "consumer-canary"),
            privateKey: SecretBytes(utf8: "-----BEGIN PRIVATE KEY----- canary"),
            accessToken: SecretBytes(utf8: token), accessTokenSecret: SecretBytes(utf8: "secret-canary"),
            expiresAt: 1_800_000_000, sessionHandle: SecretBytes(utf8: "handle-canary"),
            sessionExpiresAt: 1_900_000_000)
    }

    var texts: [String?] {
        [
            account, consumerKey.revealText(), privateKey.revealText(), accessToken.revealText(),
            accessTokenSecret.revealText(), expiresAt.map { "\($0)" }, sessionHandle?.revealText(),
            sessionExpiresAt.map { "\($0)" },
        ]
    }
}

/// Whether `error` says the vault is damaged.
func isDamage(_ error: any Error) -> Bool {
    if case VaultError.damaged = error { true } else { false }
}
