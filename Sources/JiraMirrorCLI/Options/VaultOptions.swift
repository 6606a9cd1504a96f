import ArgumentParser

/// Options of every command that opens the vault.
struct VaultOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The vault's key file.", valueName: "file"))
    var keyFile: String?

    @Option(
        help: ArgumentHelp("Read the vault's passphrase from this open descriptor.", valueName: "number"))
    var passphraseFd: Int32?

    /// What these options set in the configuration.
    var flags: [ConfigurationFlag] {
        keyFile.map { [ConfigurationFlag(key: Settings.keyFile.key, name: "--key-file", value: $0)] } ?? []
    }
}
