import Foundation
import OpenSSLCrypto
import Testing

@testable import TokenVault

/// Vaults written by released versions.
///
/// They must open for ever: the files are never made anew, only added to.
@Suite struct FrozenVaultTests {
    /// The key of the frozen vaults: bytes 1 to 32.
    private static func key() throws -> VaultKey {
        try VaultKey(bytes: SecretBytes(Array(1...32)), source: .file)
    }

    private static func fill(_ vault: Vault) throws {
        let site = try vault.site(adding: "https://jira.example.com/jira")
        try vault.save(.sample(), site: site)
        let other = try vault.site(adding: "https://other.example.com")
        try vault.put(SecretBytes(utf8: "proxy-canary"), site: other, kind: .proxyPassword)
        try vault.setGrantState(
            .rejected(reason: "token_rejected", when: 1_700_000_001), site: other, account: "bob")
    }

    @Test("version 1 opens", arguments: ["vault-v1"])
    func opens(_ name: String) throws {
        let text = try String(
            contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/\(name).base64"), encoding: .utf8)
        let bytes = try #require(Base64.decode(text.split(separator: "\n").joined()))
        let folder = try VaultFolder()
        try folder.write(bytes, to: "vault.sqlite")
        let vault = try folder.open(Self.key())
        let site = try #require(try vault.site(at: "https://jira.example.com/jira"))
        let other = try #require(try vault.site(at: "https://other.example.com"))
        #expect(try vault.log().count == 9)
        #expect(try vault.grant(site: site).texts == OAuthGrant.sample().texts)
        #expect(try vault.grantState(site: site, account: "JIRAUSER10100") == .active)
        #expect(
            try vault.grantState(site: other, account: "bob")
                == .rejected(reason: "token_rejected", when: 1_700_000_001))
        #expect(try vault.get(site: other, kind: .proxyPassword)?.revealText() == "proxy-canary")
        // It can be worked with, too.
        try vault.rotate()
        try vault.put(SecretBytes(utf8: "new"), site: other, kind: .proxyPassword)
        #expect(try folder.open(Self.key()).get(site: other, kind: .proxyPassword)?.revealText() == "new")
    }

    @Test(
        "writes the fixture of a new format version into the file that JIRA_MIRROR_FREEZE_VAULT names",
        .enabled(if: ProcessInfo.processInfo.environment["JIRA_MIRROR_FREEZE_VAULT"] != nil))
    func freeze() throws {
        let target = try #require(ProcessInfo.processInfo.environment["JIRA_MIRROR_FREEZE_VAULT"])
        let folder = try VaultFolder()
        try Self.fill(Vault.create(at: folder.vaultPath, key: Self.key(), clock: folder.clock.read))
        let text = Base64.encode(try folder.bytes())
        let lines = stride(from: 0, to: text.count, by: 100).map { offset in
            String(text.dropFirst(offset).prefix(100))
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(filePath: target), options: .withoutOverwriting)
    }
}
