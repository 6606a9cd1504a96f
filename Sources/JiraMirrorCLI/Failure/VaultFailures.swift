import TokenVault

extension FailureReport {
    init(vault error: VaultError, program: String) {
        let untouched = "the vault was not touched"
        switch error {
        case .wrongKey(let path):
            self.init(
                "the key does not open the vault \(path)", kept: untouched,
                hints: [
                    "give the key it was made with, or one added by: \(program) vault rekey",
                    "if that key is lost: \(program) init URL --new-key, then \(program) authorize; "
                        + "the mirror stays",
                ], status: .configuration)
        case .damaged(let path, let detail):
            self.init(
                "the vault \(path) is damaged or was tampered with: \(detail)", kept: untouched,
                hints: [
                    "restore it from a backup, or move it away and run init and authorize again; the mirror stays"
                ], status: .dataError)
        case .noKeySource:
            self.init(
                "no source for the vault's key is configured",
                hints: ["set vault.key_file, vault.key_command, vault.key_env or vault.passphrase"],
                status: .configuration)
        case .unsafeKeyFile(let path, let why, let remedy):
            self.init(
                "the key file \(path) is not safe: \(why)", hints: ["run: \(remedy)"], status: .configuration)
        case .unsafeVaultFile(let path, let why, let remedy):
            self.init(
                "the vault \(path) is not safe: \(why)", hints: ["run: \(remedy)"], status: .configuration)
        case .missing(let path):
            self.init(
                "there is no \(path)",
                hints: [
                    "put it back, or set its place in the configuration",
                    "if it is lost: \(program) init URL --new-key, then \(program) authorize; the mirror stays",
                ], status: .configuration)
        case .newerFormat(let path, let found, let supported):
            self.init(
                "the vault \(path) was written by a newer jira-mirror (format \(found), this one knows "
                    + "\(supported))", kept: untouched, hints: ["install the newer version again"],
                status: .configuration)
        case .noGrant: self.init(command: .noGrant, program: program)
        case .busy(let path):
            self.init(
                "another process is using the vault \(path)", kept: untouched, hints: ["run it again"],
                status: .tryLater)
        case .full(let path, let detail):
            self.init(
                "no room for the vault \(path): \(detail)", kept: "it is as it was",
                hints: Self.roomHints, status: .inputOutput)
        case .inputOutput(let path, let detail):
            self.init(
                "the vault \(path) cannot be read or written: \(detail)", kept: "it is as it was",
                hints: ["check the disk, its file system and the limits of this user"],
                status: .inputOutput)
        case .cannotCreate(let path, let why):
            self.init(
                "cannot create \(path): \(why)",
                hints: ["check that its directory exists and that this user may write there"],
                status: .cannotCreate)
        case .notAVault(let path):
            self.init(
                "\(path) is not a vault", kept: "it was not touched",
                hints: ["set vault.path to another file"], status: .configuration)
        case .tooManySeals(let path):
            self.init(
                "the data key of the vault \(path) is worn out", hints: ["run: \(program) vault rotate"],
                status: .configuration)
        case .keySourceFailed(let source, let detail):
            self.init(
                "the vault's key could not be read (\(source)): \(detail)",
                hints: ["no other source was tried"], status: .configuration)
        case .refused(let why): self.init(why, status: .usage)
        case .cryptography(let detail):
            self.init(
                "cryptography failed: \(detail)",
                hints: ["this is a bug of ours: please report it with this line"], status: .software)
        }
    }
}
