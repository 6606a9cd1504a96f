import Glibc

/// What the system says of files, in words.
enum FileMode {
    static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
    static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    /// `0640`.
    static func text(_ mode: mode_t) -> String {
        let digits = String(mode & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The user's name where it is known, else its number.
    static func owner(_ uid: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else {
            return "uid \(uid)"
        }
        return String(cString: name)
    }

    /// What to run about something that another user owns.
    ///
    /// Root should become that user: files it made itself would lock the service out.
    static func remedy(forOwner uid: uid_t, of path: String) -> String {
        geteuid() == 0
            ? "sudo -u \(SystemError.quoted(owner(uid))) jira-mirror …"
            : "sudo chown \(owner(geteuid())) \(SystemError.quoted(path))"
    }

    /// Refuses a folder in which somebody else may replace files.
    static func checkFolder(
        _ folder: String, refusal: (_ why: String, _ remedy: String) -> VaultError
    ) throws(VaultError) {
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw .inputOutput(path: folder, detail: SystemError.text(errno))
        }
        let facts = "mode \(text(status.st_mode)), owner \(owner(status.st_uid))"
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw refusal(
                "the folder \(folder) belongs to another user (\(facts))",
                remedy(forOwner: status.st_uid, of: folder))
        }
        let isSticky = status.st_mode & 0o1000 != 0
        guard status.st_mode & 0o022 == 0 || isSticky else {
            throw refusal(
                "others may replace files in the folder \(folder) (\(facts))",
                "chmod go-w \(SystemError.quoted(folder))")
        }
    }
}

/// Texts for system errors and shells.
enum SystemError {
    static func text(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "system error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// A path as a shell takes it for one word.
    static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return character.isASCII
                && (character.isLetter || character.isNumber || "/._-+,:@".contains(character))
        }
        return isPlain && !path.isEmpty
            ? path
            : "'"
                // By scalars: a mark that combines with an apostrophe makes no other character of it for a shell.
                + path.unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
}
