import Foundation
import Glibc
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite(.serialized) struct KeySourcesTests {
    private let encoded = Base64.encode([UInt8](repeating: 7, count: 32))

    private func opens(_ key: VaultKey) throws -> Bool {
        guard case .key(let bytes) = key.material else { return false }
        return bytes.reveal() == [UInt8](repeating: 7, count: 32)
    }

    private func failure(_ body: () throws -> VaultKey) -> String? {
        do {
            _ = try body()
            return nil
        } catch VaultError.keySourceFailed(_, let detail) {
            return detail
        } catch {
            return "another error: \(error)"
        }
    }

    @Test("without a source there is no key, and no default")
    func none() {
        #expect(throws: VaultError.noKeySource) { try KeySources().load() }
        #expect(throws: VaultError.noKeySource) {
            try KeySources(credentialsDirectory: "/nonexistent").load()
        }
    }

    @Test("the first configured source is used; when it fails, no other is tried")
    func noFallThrough() throws {
        let folder = try VaultFolder()
        let asked = Counter()
        let passphrase: @Sendable () throws -> SecretBytes = {
            asked.count()
            return SecretBytes(utf8: "a long enough passphrase")
        }
        let broken = KeySources(
            keyFile: folder.path("missing.key"), keyCommand: ["/bin/echo", encoded],
            environmentVariable: "PATH",
            passphrase: passphrase)
        #expect(throws: VaultError.missing(path: folder.path("missing.key"))) { try broken.load() }
        let command = KeySources(
            keyCommand: ["/bin/false"], environmentVariable: "PATH", passphrase: passphrase)
        #expect(failure { try command.load() }?.contains("status 1") == true)
        let environment = KeySources(environmentVariable: "JIRA_MIRROR_TEST_UNSET", passphrase: passphrase)
        #expect(failure { try environment.load() }?.contains("not set") == true)
        // A credential that is there but unusable counts as configured.
        try folder.write([], to: KeySources.credentialName)
        let credential = KeySources(
            credentialsDirectory: folder.path(""), keyCommand: ["/bin/echo", encoded], passphrase: passphrase)
        #expect(failure { try credential.load() } == "it is empty")
        #expect(asked.value == 0)
        #expect(try KeySources(passphrase: passphrase).load().source == .passphrase)
        #expect(asked.value == 1)
    }

    @Test("the command's output is the key")
    func command() throws {
        #expect(try opens(KeySources(keyCommand: ["/bin/echo", encoded]).load()))
        #expect(try opens(KeySources(keyCommand: ["printf", "%s", encoded]).load()))
        #expect(try KeySources(keyCommand: ["/bin/echo", encoded]).load().source == .command)
    }

    @Test("no shell looks at the command")
    func noShell() throws {
        let text = "$(echo \(encoded)); `id`"
        #expect(
            failure { try KeySources(keyCommand: ["/bin/echo", text]).load() }?.contains("are no key") == true
        )
    }

    @Test(
        "commands that fail, print nothing, too much or forever give no key, and nothing they print is shown")
    func badCommands() throws {
        func detail(_ arguments: [String]) -> String? {
            failure { try KeyCommand.run(arguments, limitSeconds: 0.5) }
        }
        #expect(detail([])?.contains("empty") == true)
        #expect(detail(["/nonexistent/program"])?.contains("No such file") == true)
        #expect(detail(["/bin/true"]) == "it is empty")
        #expect(
            detail(["/bin/sh", "-c", "echo canary; echo canary >&2; exit 3"])?.contains("status 3") == true)
        #expect(detail(["/bin/sh", "-c", "kill -9 $$"])?.contains("signal 9") == true)
        #expect(detail(["/bin/cat", "/dev/zero"])?.contains("more than 4096 bytes") == true)
        #expect(detail(["/bin/sleep", "60"])?.contains("did not end") == true)
        // Output closed, but still running; and a grandchild that keeps the pipe open.
        #expect(detail(["/bin/sh", "-c", "exec >&-; sleep 60"])?.contains("did not end") == true)
        #expect(detail(["/bin/sh", "-c", "sleep 60 & echo x"])?.contains("did not end") == true)
        #expect(detail(["/bin/sh", "-c", "echo canary; exit 3"])?.contains("canary") == false)
        #expect(detail(["/bin/echo", "canary"])?.contains("canary") == false)
    }

    @Test("the command reads nothing and gets no input of ours")
    func standardInput() throws {
        #expect(try opens(KeySources(keyCommand: ["/bin/sh", "-c", "cat; echo \(encoded)"]).load()))
    }

    @Test("the environment variable is gone after it was read")
    func environment() throws {
        let name = "JIRA_MIRROR_TEST_KEY"
        setenv(name, encoded, 1)
        let lies = try #require(getenv(name))
        #expect(try opens(KeySources(environmentVariable: name).load()))
        #expect(getenv(name) == nil)
        // The place where it lay is overwritten, not only unlinked.
        #expect(lies.pointee == 0)
        setenv(name, "canary-no-key", 1)
        #expect(failure { try KeySources(environmentVariable: name).load() }?.contains("canary") == false)
        #expect(getenv(name) == nil)
    }

    @Test("a passphrase that cannot be asked for is a failure of that source")
    func passphraseFails() {
        struct NoTerminal: Error {}
        #expect(failure { try KeySources(passphrase: { throw NoTerminal() }).load() } == "NoTerminal()")
    }
}
