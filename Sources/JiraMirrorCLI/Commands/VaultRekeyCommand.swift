import ArgumentParser
import TokenVault

/// `vault rekey`: another key for the vault, in two acts.
struct VaultRekeyCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Let another key open the vault, then retire the old one.",
        discussion: """
            Both keys open the vault until one is retired, so nothing stops in between: add the new key, set \
            it in the configuration, then retire the old one, which must no longer be the one in use.

            Examples:
              jira-mirror vault rekey --to-key-file /etc/jira-mirror/vault.key.new
              jira-mirror vault status
              jira-mirror --config /etc/jira-mirror/config.yaml vault rekey --retire 0f3c...
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Option(help: ArgumentHelp("Add the key of this file; it is made if it is not there.", valueName: "file"))
    var toKeyFile: String?

    @Flag(help: "Add a passphrase, asked on the terminal.")
    var toPassphrase = false

    @Option(help: ArgumentHelp("Take this key's right away; 'vault status' names them.", valueName: "key id"))
    var retire: String?

    func validate() throws {
        guard [toKeyFile != nil, toPassphrase, retire != nil].filter({ $0 }).count == 1 else {
            throw ValidationError("use one of --to-key-file, --to-passphrase, --retire")
        }
    }

    func perform(in context: ProcessContext) async throws {
        let vault = try Dependencies(global, vault: vault, in: context).vault()
        if let retire { return try vault.retire(kekID: retire) }
        let name = try vault.rekey(to: newKey(context))
        context.talk.say("key \(name) opens the vault too; set it in the configuration, then retire the old one")
    }

    private func newKey(_ context: ProcessContext) throws -> VaultKey {
        guard let toKeyFile else { return try VaultKey(passphrase: Passphrase.choose(nil)) }
        let path = Directory.resolve(toKeyFile, from: context.workingDirectory)
        guard FileMode.exists(path) else { return try KeyFile.create(at: path) }
        return try KeySources(keyFile: path).load()
    }
}
