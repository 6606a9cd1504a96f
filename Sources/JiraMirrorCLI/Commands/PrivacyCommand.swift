import ArgumentParser
import JiraAPI
import MirrorStore
import OpenSSLCrypto
import Reporting
import SyncCore
import TokenVault

/// The group of commands about what must not be in the mirror.
struct PrivacyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy", abstract: "Answer a request to erase a person.",
        subcommands: [PrivacyPurgeCommand.self])
}

/// `privacy purge`: a person is named no more, in what is held and in what will be read.
struct PrivacyPurgeCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Replace a person by a pseudonym, here and in all later runs.",
        discussion: """
            Key, user name, e-mail address and full name become a pseudonym in every table, in the snapshots of \
            deleted issues too; mentions and e-mail addresses in texts as well. The vault remembers codes of them, \
            no names, and later runs go by these. A name in plain words stays: change the text in Jira. Prints the \
            rows that change by table.

            Examples:
              jira-mirror privacy purge jane.doe --dry-run
              jira-mirror privacy purge jane.doe --yes
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions
    @OptionGroup var output: TableOptions

    @Argument(help: "Key, user name, e-mail address or full name, whole.")
    var user: String

    @Flag(help: "Show what would change; change nothing.")
    var dryRun = false

    @Flag(help: "Do it without asking.")
    var yes = false

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        guard FileMode.exists(dependencies.configuration.mirror.path) else {
            throw CommandError.noMirror(path: dependencies.configuration.mirror.path)
        }
        guard dryRun || yes || context.terminal.inputIsTerminal else {
            throw CommandError.usage(
                "this cannot be undone, and nobody is there to be asked",
                hint: "see first: \(dependencies.program) privacy purge USER --dry-run; then give --yes")
        }
        let lock = try dependencies.lock()
        defer { withExtendedLifetime(lock) {} }
        let vault = try dependencies.vault()
        let siteID = try vault.site(adding: try dependencies.site().baseURL)
        // A dry run leaves no key behind; which one it counts with is all the same.
        let key =
            try dryRun
            ? vault.privacyKey() ?? SecretBytes.random(count: 32) : vault.privacyKey(addingTo: siteID)
        let store = try dependencies.store()
        defer { try? store.close() }
        let person = try find(store, program: dependencies.program)
        let coder = try PrivacySetup.pseudonyms(everybody: false, listed: [], key: key)
        let names = [person.key, person.username, person.email, person.displayName].compactMap { $0 }
        let codes = Set(names.filter { !Pseudonyms.isPseudonym($0) }.map(coder.code))
        let people = try PrivacySetup.pseudonyms(
            everybody: false, listed: try vault.purgedPeople().union(codes), key: key)
        try show(try store.namings(Redaction(people: people)), in: context)
        guard !dryRun else { return }
        try await confirm(person, in: context)
        // First the list: whatever comes now, no later run brings the person back.
        try vault.addPurgedPeople(codes, site: siteID)
        let isClean = try PersonPurge.run(store, people, at: context.now())
        let pseudonym = people.shown(person.key)
        context.talk.say(
            "purged: \(pseudonym) stands for this person from now on"
                + (isClean
                    ? "" : "\nsomebody reads the mirror: the next sync clears what its log still holds"))
    }

    private func find(_ store: MirrorDatabase, program: String) throws -> ReferenceData.User {
        let found = try store.people(called: user)
        guard let person = found.first else {
            throw CommandError.usage(
                "nobody in the mirror has this key, name or address",
                hint: "who is there: \(program) query \"SELECT key, username, display_name FROM users\"")
        }
        guard found.count == 1 else {
            throw CommandError.usage(
                "\(found.count) people are called so: \(found.map(\.key).joined(separator: ", "))",
                hint: "give the key of one of them")
        }
        return person
    }

    private func show(_ rows: [(table: String, rows: Int)], in context: ProcessContext) throws {
        try output.print(
            ReportTable(
                name: "purge", title: "Rows that name the person",
                columns: [Column("table", "Table", .text), Column("rows", "Rows", .integer)],
                rows: rows.map { [.text($0.table), .integer(Int64($0.rows))] }), in: context)
        try context.output.flush()
    }

    private func confirm(_ person: ReferenceData.User, in context: ProcessContext) async throws {
        guard !yes else { return }
        context.talk.say("This cannot be undone. To go on, type the key of the person (\(person.key)):")
        guard try await LineReader().next() == person.key else {
            throw CommandError.usage("that is not the key: nothing was changed", hint: nil)
        }
    }
}
