import Glibc
import TokenVault

/// Modes and places of the profile's files. The vault and its key are checked when they are opened.
struct FileCheck {
    let dependencies: Dependencies

    func findings() -> [Finding] { [mirrorMode(), together(), lock()].compactMap { $0 } }

    private func mirrorMode() -> Finding? {
        let mirror = dependencies.configuration.mirror
        var information = stat()
        guard stat(mirror.path, &information) == 0 else { return nil }
        let mode = information.st_mode & 0o777
        guard mode == mirror.mode else {
            return .warning(
                "mirror file",
                "its mode is \(SettingText.mode(mode)), mirror.mode says \(SettingText.mode(mirror.mode))",
                "chmod \(SettingText.mode(mirror.mode)) \(mirror.path)")
        }
        if let group = mirror.group, information.st_gid != group {
            return .warning(
                "mirror file", "its group is \(information.st_gid), mirror.group says \(group)",
                "chgrp \(group) \(mirror.path)")
        }
        return .good("mirror file", "mode \(SettingText.mode(mode))")
    }

    /// A copy of a folder that holds both is a copy of the secrets.
    private func together() -> Finding? {
        guard case .file(let key) = dependencies.configuration.vault.key,
            dependencies.context.environment["CREDENTIALS_DIRECTORY"] == nil
        else { return nil }
        let vault = dependencies.configuration.vault.path
        guard Directory.parent(of: key) == Directory.parent(of: vault) else { return nil }
        return .warning(
            "key file", "key and vault lie in the same folder: whoever copies it has both",
            "set vault.key_file to another place, or leave that folder out of backups that others can read")
    }

    private func lock() -> Finding? {
        guard FileMode.exists(dependencies.configuration.lockFile) else { return nil }
        do {
            _ = try dependencies.lock()
            return nil
        } catch CommandError.anotherRun(let pid, _) {
            return .note("lock", "a run is active" + (pid.map { " (process \($0))" } ?? ""))
        } catch {
            return .failure("lock", error, program: dependencies.program)
        }
    }
}
