import Foundation
import Glibc
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct KeyFileTests {
    private func load(_ path: String, credentials: String? = nil) throws -> VaultKey {
        try KeySources(credentialsDirectory: credentials, keyFile: path).load()
    }

    private func isUnsafe(_ error: any Error, why words: String) -> Bool {
        guard case VaultError.unsafeKeyFile(_, let why, _) = error else { return false }
        return why.contains(words)
    }

    @Test("a new key file is private, opens its vault, and is never overwritten")
    func create() throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        let old = umask(0o777)
        let key = try KeyFile.create(at: path)
        umask(old)
        #expect(try folder.mode(of: "vault.key") == 0o600)
        _ = try Vault.create(at: folder.vaultPath, key: key, clock: folder.clock.read)
        _ = try folder.open(load(path))
        let before = try folder.bytes("vault.key")
        #expect(before.count == 45)
        #expect {
            try KeyFile.create(at: path)
        } throws: { error in
            if case VaultError.cannotCreate = error { true } else { false }
        }
        #expect(try folder.bytes("vault.key") == before)
        // The draft under another name is gone, after the file that was made and after the one that was refused.
        let names = try FileManager.default.contentsOfDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path)
        #expect(names.filter { $0.hasPrefix("vault.key") } == ["vault.key"])
    }

    @Test("a key file that is exchanged while it is read is read once more")
    func exchanged() throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        try KeyFile.create(at: path)
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        #expect(try KeyFile.read(descriptor, of: path, source: .file, credentials: nil) != nil)
        let new = try KeyFile.create(at: path + ".new")
        #expect(rename(path + ".new", path) == 0)
        #expect(try KeyFile.read(descriptor, of: path, source: .file, credentials: nil) == nil)
        #expect(try load(path).isSame(as: new))
    }

    @Test(
        "modes that let others in are refused with the chmod to run",
        arguments: [0o644, 0o640, 0o604, 0o440, 0o602])
    func modes(_ mode: Int) throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        try KeyFile.create(at: path)
        try folder.setMode(mode, of: "vault.key")
        #expect {
            try load(path)
        } throws: { error in
            guard case VaultError.unsafeKeyFile(path, let why, let remedy) = error else { return false }
            return why.contains("0" + String(mode, radix: 8)) && why.contains("owner")
                && remedy == "chmod 600 \(path)"
        }
        try folder.setMode(0o400, of: "vault.key")
        _ = try load(path)
    }

    @Test("a group-readable key is accepted inside the credentials folder only, one open to all nowhere")
    func credentials() throws {
        let folder = try VaultFolder()
        let path = folder.path(KeySources.credentialName)
        try KeyFile.create(at: path)
        try folder.setMode(0o440, of: KeySources.credentialName)
        #expect { try load(path) } throws: { isUnsafe($0, why: "0440") }
        let directory = folder.path("")
        #expect(try load("/nonexistent", credentials: directory).source == .credential)
        #expect(try load(path, credentials: directory).source == .credential)
        try folder.setMode(0o444, of: KeySources.credentialName)
        #expect { try load(path, credentials: directory) } throws: { isUnsafe($0, why: "0444") }
    }

    @Test("links, FIFOs, folders and devices are no key files")
    func types() throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        try KeyFile.create(at: path)
        let link = folder.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        #expect { try load(link) } throws: { isUnsafe($0, why: "symbolic link") }
        let fifo = folder.path("fifo")
        #expect(mkfifo(fifo, 0o600) == 0)
        #expect { try load(fifo) } throws: { isUnsafe($0, why: "not a regular file") }
        #expect { try load(folder.path("")) } throws: { isUnsafe($0, why: "not a regular file") }
        #expect { try load("/dev/zero") } throws: { isUnsafe($0, why: "not a regular file") }
        let hard = folder.path("hard")
        try FileManager.default.linkItem(atPath: path, toPath: hard)
        #expect { try load(path) } throws: { isUnsafe($0, why: "hard links") }
        #expect(throws: VaultError.missing(path: folder.path("nothing"))) { try load(folder.path("nothing")) }
    }

    @Test(
        "a key file of another user is refused",
        .enabled(if: geteuid() == 0, "needs root to give a file away"))
    func owner() throws {
        let folder = try VaultFolder()
        let path = folder.path("vault.key")
        try KeyFile.create(at: path)
        #expect(chown(path, 12345, 12345) == 0)
        #expect { try load(path) } throws: { isUnsafe($0, why: "another user") }
    }

    @Test("a folder in which others may replace files is refused")
    func parents() throws {
        let folder = try VaultFolder()
        try FileManager.default.createDirectory(atPath: folder.path("a/b"), withIntermediateDirectories: true)
        try KeyFile.create(at: folder.path("a/b/vault.key"))
        for (name, mode) in [("a", 0o777), ("a", 0o775), ("a/b", 0o707)] {
            try folder.setMode(mode, of: name)
            #expect { try load(folder.path("a/b/vault.key")) } throws: {
                isUnsafe($0, why: folder.path(name))
            }
            try folder.setMode(0o755, of: name)
        }
        try folder.setMode(0o1777, of: "a")
        _ = try load(folder.path("a/b/vault.key"))
    }

    @Test("empty, short and overlong files are no keys", arguments: [0, 31, 33, 46, 4096, 5000])
    func sizes(_ count: Int) throws {
        let folder = try VaultFolder()
        try folder.write([UInt8](repeating: 0x41, count: count), to: "vault.key")
        #expect {
            try load(folder.path("vault.key"))
        } throws: { error in
            guard case VaultError.keySourceFailed(folder.path("vault.key"), _) = error else { return false }
            return true
        }
    }

    @Test("paths in commands to run are one word for the shell")
    func quoting() {
        #expect(SystemError.quoted("/etc/jira-mirror/vault.key") == "/etc/jira-mirror/vault.key")
        #expect(SystemError.quoted("/a b/it's") == "'/a b/it'\\''s'")
        #expect(SystemError.quoted("$(reboot)") == "'$(reboot)'")
        #expect(SystemError.quoted("") == "''")
    }
}
