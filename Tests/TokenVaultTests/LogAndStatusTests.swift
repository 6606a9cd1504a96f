import Foundation
import GRDB
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct LogAndStatusTests {
    @Test("every use is logged, without values")
    func log() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://canary.example.com")
        try vault.save(.sample(), site: site)
        _ = try vault.grant(site: site)
        _ = try vault.get(site: site, kind: .password)
        try vault.setGrantState(.expired, site: site, account: "JIRAUSER10100")
        let log = try vault.log()
        #expect(
            log.reversed().map(\.action) == [
                "create", "add site", "put", "put", "put", "put", "use grant", "get", "grant state",
            ])
        #expect(log.map(\.id) == (1...9).reversed().map { Int64($0) })
        #expect(log[1].result == "absent")
        #expect(log[2].kind == .accessToken && log[2].site == site && log[2].version == 1)
        #expect(log.allSatisfy { $0.uid == Int64(getuid()) && $0.at == 1_700_000_000 })
        #expect(!"\(log)".contains("canary"))
        #expect(try vault.log(limit: 2).map(\.id) == [9, 8])
    }

    @Test("an operation that fails leaves neither a change nor an entry")
    func failure() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let before = try vault.log().count
        #expect(throws: VaultError.noGrant) { try vault.grant(site: SiteID()) }
        #expect(throws: VaultError.self) { try vault.rekey(to: folder.key) }
        #expect(try vault.log().count == before)
    }

    @Test("entries older than 400 days go, younger ones stay")
    func retention() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        folder.clock.advance(86_400)
        _ = try vault.get(site: site, kind: .password)
        folder.clock.advance(399 * 86_400)
        _ = try vault.get(site: site, kind: .password)
        #expect(try vault.log().map(\.id) == [3, 2, 1])
        folder.clock.advance(1)
        _ = try vault.get(site: site, kind: .password)
        #expect(try vault.log().map(\.id) == [4, 3, 2])
    }

    @Test("status tells what is there, with the key and without")
    func status() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.save(.sample(), site: site)
        let status = try vault.status()
        #expect(status.isVerified)
        #expect(status.keys.map(\.isInUse) == [true])
        #expect(status.records.count == 4)
        #expect(status.grants.map(\.state) == [.active])
        #expect(status.logEntryCount == 5)
        #expect(status.sealCount == 6)
        #expect(!status.shouldRotate)
        let unverified = try Vault.inspect(at: folder.vaultPath)
        #expect(!unverified.isVerified)
        #expect(unverified.records == status.records && unverified.grants == status.grants)
        #expect(unverified.keys.map(\.isInUse) == [false])
    }

    @Test("a vault held by another process is busy, and usable again afterwards")
    func busy() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        let vault = try Vault.open(
            at: folder.vaultPath, key: folder.key, busyTimeoutSeconds: 0.1, clock: folder.clock.read)
        try DatabaseQueue(path: folder.vaultPath).writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: VaultError.busy(path: folder.vaultPath)) {
                try vault.put(SecretBytes([1]), site: SiteID(), kind: .password)
            }
            try db.execute(sql: "ROLLBACK")
        }
        try vault.put(SecretBytes([1]), site: SiteID(), kind: .password)
    }

    @Test(
        "another program's lock is respected, and its crash leaves the vault usable",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
    func otherProcess() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        let vault = try Vault.open(
            at: folder.vaultPath, key: folder.key, busyTimeoutSeconds: 0.1, clock: folder.clock.read)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM vault_rec")
            print("locked", flush=True)
            sys.stdin.read()
            """, folder.vaultPath,
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(
            String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("locked"))
        let site = SiteID()
        #expect(throws: VaultError.busy(path: folder.vaultPath)) {
            try vault.put(SecretBytes([1]), site: site, kind: .password)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try vault.put(SecretBytes([1]), site: site, kind: .password)
        #expect(try vault.get(site: site, kind: .password)?.reveal() == [1])
    }

    @Test("threads that share one vault do not disturb each other")
    func threads() async throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<5 {
                        try vault.put(
                            SecretBytes(utf8: "\(number)"), site: site, account: "\(worker)", kind: .password)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try vault.list().map(\.version) == [Int64](repeating: 5, count: 8))
    }
}
