import Foundation
import Testing

@testable import JiraMirrorCLI

@Suite("A program of the operator's is told of failed runs")
struct FailureHookTests {
    /// As the program's own hygiene has it.
    init() { signal(SIGPIPE, SIG_IGN) }

    /// The words that run a script.
    private func script(_ text: String) -> [String] { ["/bin/sh", "-c", text, "hook"] }

    private let plain = ["PATH": "/usr/bin:/bin"]

    @Test("it gets the message on standard input, its words as they are, and the facts in its environment")
    func told() throws {
        let directory = try TemporaryDirectory()
        let words = script("cat >\"$1\"; echo \"$2 $JIRA_MIRROR_EXIT_STATUS\" >>\"$1\"")
        let out = directory.path + "/out"
        let environment = FailureHook.environment(
            plain, secretNames: [], telling: ["JIRA_MIRROR_EXIT_STATUS": "77"])
        try FailureHook(words: words + [out, "$(a); b"], environment: environment).run(
            message: "token revoked")
        #expect(try String(contentsOfFile: out, encoding: .utf8) == "token revoked\n$(a); b 77\n")
    }

    @Test("nothing of the program's own environment, and no secret, is handed on")
    func environment() {
        let given = FailureHook.environment(
            [
                "PATH": "/bin", "JIRA_MIRROR_VAULT_KEY_ENV": "MY_KEY", "MY_KEY": "secret",
                "CREDENTIALS_DIRECTORY": "/run/credentials/x", "MAILTO": "ops",
            ], secretNames: ["MY_KEY"], telling: ["JIRA_MIRROR_PROFILE": "default"])
        #expect(given == ["PATH": "/bin", "MAILTO": "ops", "JIRA_MIRROR_PROFILE": "default"])
    }

    @Test("one that does not end is stopped, with its children")
    func slow() throws {
        let directory = try TemporaryDirectory()
        let out = directory.path + "/child"
        let hook = FailureHook(
            words: script("sleep 60 & echo $! >\"$1\"; wait") + [out], environment: plain)
        #expect(throws: FailureHook.Failure.tooLate(program: "/bin/sh", seconds: 1)) {
            try hook.run(message: "x", limitSeconds: 1)
        }
        let child = try #require(
            pid_t(
                String(contentsOfFile: out, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        // A killed orphan may wait for its new parent for a moment.
        let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ") Z"
        #expect(kill(child, 0) != 0 || stat.contains(") Z"))
    }

    @Test("one that does not read is not waited for")
    func deaf() throws {
        try FailureHook(words: script("exec <&-; exit 0"), environment: plain)
            .run(
                message: String(repeating: "x", count: 1 << 20))
    }

    @Test("what is wrong with it is told")
    func failures() throws {
        #expect(throws: FailureHook.Failure.self) {
            try FailureHook(words: ["/nowhere/hook"], environment: plain).run(message: "x")
        }
        #expect(throws: FailureHook.Failure.ended(program: "/bin/sh", how: "status 3")) {
            try FailureHook(words: script("exit 3"), environment: plain).run(message: "x")
        }
    }
}
