import HTTPCore
import JiraAPI
import MirrorStore
import SyncCore
import TokenVault

/// The same Jira under a new base URL: proved first, then written to vault, mirror and configuration, in this order.
///
/// Each step can be repeated: a move that was cut off is simply run again, for the configuration comes last.
struct SiteMove {
    /// As configured until now.
    private let old: Dependencies
    /// As it will be.
    private let new: Dependencies
    private let url: String

    /// So many issues must be the same at both places.
    static let sampleSize = 20

    /// - Throws: ``CommandError/usage(_:hint:)`` for what is no base URL or the one in use.
    init(_ global: GlobalOptions, vault: VaultOptions, to text: String, in context: ProcessContext) throws {
        do {
            url = try SiteURL.parse(text)
        } catch {
            throw CommandError.usage(
                "cannot use '\(text)': \(error.message)",
                hint: "example: jira-mirror site move https://jira.example.com")
        }
        old = try Dependencies(global, vault: vault, in: context)
        _ = try old.site()
        new = try Dependencies(
            global, vault: vault,
            flags: [ConfigurationFlag(key: Settings.siteURL.key, name: "URL", value: url)],
            in: context)
        if old.configuration.site.url == url {
            throw CommandError.usage("the site is at \(url) already", hint: "nothing is to be moved")
        }
    }

    /// Proves and moves.
    ///
    /// - Throws: what the new place answers; ``CommandError/notTheSameSite(reason:)``. Nothing has changed then.
    func run() async throws {
        let lock = try old.lock()
        defer { withExtendedLifetime(lock) {} }
        let vault = try old.vault()
        let grant = try grant(vault)
        let transport = new.transport()
        try await probe(transport)
        let identity = try await IdentityProof(dependencies: new, transport: transport)
            .prove(grant)
        let compared = try await compareIssues(grant, transport)
        if try vault.site(at: url) == nil { try vault.moveSite(grant.siteID, to: url) }
        try moveMirror()
        let isWritten = try moveConfiguration()
        var lines = [
            "moved to \(url): \(identity.displayName) (\(identity.name)) is the same account, "
                + "\(compared) issues are the same"
        ]
        if !isWritten {
            lines.append("now set site.url to \(url) in \(old.configuration.file) (or where you set it)")
        }
        old.context.talk.say(lines.joined(separator: "\n"))
    }

    /// The grant of the old place, for requests to the new one; of the new one where a move was cut off.
    private func grant(_ vault: Vault) throws -> Grant {
        if try vault.site(at: url) != nil { return try new.loadGrant(from: vault) }
        // Its renewal must go to the new place: the old one may be gone.
        return try new.loadGrant(from: vault, under: old.site())
    }

    // MARK: Proof

    /// Whether a Jira answers there at all, before anything signed is sent.
    private func probe(_ transport: any HTTPTransport) async throws {
        do {
            _ = try await SiteProbe(transport: transport, now: new.context.now).probe(try new.site())
        } catch let error as SiteProbeError {
            throw FailureReport(probe: error, program: old.program, command: "site move")
        }
    }

    /// Issues keep id and date of creation for ever; another Jira has others under the same ids.
    private func compareIssues(_ grant: Grant, _ transport: any HTTPTransport) async throws -> Int {
        let held = try sample()
        guard !held.isEmpty else { return 0 }
        let client = JiraClient(
            executor: new.executor(grant, transport: transport), concurrency: 1, now: new.context.now)
        let page = try await client.issues(.ids(held.keys.sorted()), limit: Self.sampleSize, content: .full)
        var same = 0
        for issue in page.batch.issues {
            guard let expected = held[issue.id] else { continue }
            guard issue.createdAt.text == expected else {
                throw CommandError.notTheSameSite(
                    reason: "issue \(issue.id) was created at another time there")
            }
            same += 1
        }
        // Some may be gone by now; most are not.
        guard same * 2 > held.count else {
            throw CommandError.notTheSameSite(
                reason: "of \(held.count) issues that the mirror holds only \(same) are there")
        }
        return same
    }

    /// Creation dates by id, of issues from the first to the last.
    private func sample() throws -> [Int64: String] {
        guard FileMode.exists(old.configuration.mirror.path) else { return [:] }
        var issues: [Int64: String] = [:]
        try old.reader().rows(
            sql: """
                SELECT id, created_at FROM (
                    SELECT id, created_at, ntile(:size) OVER (ORDER BY id) AS part FROM issues
                    WHERE archived_at IS NULL AND created_at IS NOT NULL)
                GROUP BY part
                """, arguments: .named(["size": .integer(Int64(Self.sampleSize))])
        ) { row in
            if let id = row.integer(0), let created = row.text(1) { issues[id] = created }
        }
        return issues
    }

    // MARK: Writing

    private func moveMirror() throws {
        let mirror = old.configuration.mirror
        guard FileMode.exists(mirror.path) else { return }
        let store = try MirrorDatabase(
            options: MirrorOptions(
                path: mirror.path, mode: mirror.mode, group: mirror.group.map(String.init)),
            now: old.context.now)
        defer { try? store.close() }
        let held = try store.site()?.baseURL
        guard held == nil || held == old.configuration.site.url || held == url else {
            throw CommandError.mirrorOfOtherSite(
                held: held ?? "", asked: old.configuration.site.url ?? "", path: mirror.path)
        }
        var site = SiteRecord()
        site.baseURL = url
        try store.updateSite(site)
        try store.close()
    }

    /// Whether the file says so now.
    private func moveConfiguration() throws -> Bool {
        let file = old.configuration.file
        guard let text = try TextFile.read(file), let moved = ConfigurationEdit.movingSite(in: text, to: url)
        else { return false }
        try AtomicFile.write(file, mode: 0o600, keepsAccess: true) { try $0.write(moved) }
        // A variable may still say otherwise.
        return old.context.environment[Settings.siteURL.environmentName]?.isEmpty ?? true
    }
}
