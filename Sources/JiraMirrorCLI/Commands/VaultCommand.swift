import ArgumentParser
import JiraAPI
import OpenSSLCrypto
import Reporting
import SyncCore
import TokenVault

/// The group of commands about the vault.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Look after the encrypted vault of keys and tokens.",
        subcommands: [
            VaultStatusCommand.self, VaultPublicKeyCommand.self, VaultRekeyCommand.self,
            VaultRotateCommand.self, VaultProxyPasswordCommand.self, VaultForgetCommand.self,
            VaultLogCommand.self,
        ])
}

/// `vault status`: what is in it, never a value.
struct VaultStatusCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what the vault holds and which keys open it; no values.",
        discussion: "Example:\n  jira-mirror vault status --json")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        let vault = try dependencies.vault()
        let document = try VaultStatusDocument(vault.status(), sites: vault.sites())
        try context.output.write(json ? JSONDocument.text(document, isPretty: true) + "\n" : document.text)
    }
}

/// `vault public-key`: what Jira has to know.
struct VaultPublicKeyCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "public-key", abstract: "Print the public key for the application link (PEM).",
        discussion: "Example:\n  jira-mirror vault public-key > jira-mirror.pub.pem")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        let site = try dependencies.site()
        let vault = try dependencies.vault()
        guard let siteID = try vault.site(at: site.baseURL),
            let pem = try vault.get(site: siteID, kind: .rsaPrivateKey)
        else { throw CommandError.noKeyPair(site: site.baseURL) }
        let key = try RSAPrivateKey(pem: pem).publicKey.pem
        try context.output.write(key.trimmingSpaces() + "\n")
    }
}

/// `vault rotate`: everything sealed again.
struct VaultRotateCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Seal everything again under a new data key.",
        discussion: "Example:\n  jira-mirror vault rotate")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    func perform(in context: ProcessContext) async throws {
        try Dependencies(global, vault: vault, in: context).vault().rotate()
    }
}

/// `vault forget`: the site's secrets are removed.
struct VaultForgetCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Remove the site's token and keys from the vault.",
        discussion: """
            The mirror stays. Revoke the token in Jira as well: the page is named at the end. With the vault's last \
            site go the key of pseudonyms and the codes of purged people: a new mirror would name them again.

            Example:
              jira-mirror vault forget --yes
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Flag(help: "Really do it.")
    var yes = false

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        let site = try dependencies.site()
        guard yes else {
            throw CommandError.usage(
                "this removes the grant and the keys for \(site.baseURL) for ever",
                hint: "to do it: \(dependencies.program) vault forget --yes")
        }
        let vault = try dependencies.vault()
        guard let siteID = try vault.site(at: site.baseURL) else { throw CommandError.noGrant }
        let kinds = Set(try vault.list().filter { $0.site == siteID }.map(\.kind))
        try vault.forgetSite(siteID)
        let method = SignInMethod.of(kinds)
        let page = method.map { ": " + $0.scheme.revocationPage(site) } ?? ""
        context.talk.say(
            method == .basic
                ? "forgotten; change the password in Jira too\(page)"
                : "forgotten; revoke the token in Jira too\(page)")
    }
}

/// `vault log`: every use, without values.
struct VaultLogCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the uses of the vault's secrets, newest first.",
        discussion: "Example:\n  jira-mirror vault log --limit 20")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var output: TableOptions

    @Option(help: ArgumentHelp("How many at most.", valueName: "number"))
    var limit = 1000

    func perform(in context: ProcessContext) async throws {
        guard limit > 0 else { throw CommandError.usage("--limit must be at least 1") }
        let entries = try Dependencies(global, vault: vault, in: context).vault().log(limit: limit)
        let rows = entries.map { entry -> [ReportValue] in
            [
                .instant(Instant(milliseconds: entry.at * 1000)), .integer(entry.uid), .text(entry.action),
                .text(optional: entry.account.flatMap { $0.isEmpty ? nil : $0 }),
                .text(optional: entry.kind?.rawValue),
                .integer(optional: entry.version), .text(entry.result),
            ]
        }
        try output.print(
            ReportTable(
                name: "vault_log", title: "Uses of the vault",
                columns: [
                    Column("at", "At", .instant), Column("uid", "User id", .integer),
                    Column("action", "Action", .text), Column("account", "Account", .text),
                    Column("kind", "Kind", .text), Column("version", "Version", .integer),
                    Column("result", "Result", .text),
                ], rows: rows), in: context)
    }
}
