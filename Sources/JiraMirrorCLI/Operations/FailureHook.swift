import Glibc

/// A program of the operator's that is told of a failed run (`alert.on_failure`).
///
/// It is a list of words, no shell. It gets the message on standard input and what scripts need in its environment;
/// its own output goes to our standard error. That it fails or takes too long is told and changes nothing else.
struct FailureHook {
    static let limitSeconds = 60.0

    let words: [String]
    /// The child's environment, whole.
    let environment: [String: String]

    /// What went wrong with the hook itself.
    enum Failure: Error, Equatable {
        case notStarted(program: String, reason: String)
        case tooLate(program: String, seconds: Int)
        case ended(program: String, how: String)
    }

    /// The environment for hooks: ours without what belongs to the program, and what there is to tell.
    ///
    /// - Parameter secretNames: further variables that hold secrets.
    static func environment(
        _ own: [String: String], secretNames: Set<String>, telling facts: [String: String]
    ) -> [String: String] {
        own.filter { name, _ in
            !name.hasPrefix("JIRA_MIRROR_") && name != "CREDENTIALS_DIRECTORY" && !secretNames.contains(name)
        }.merging(facts) { _, told in told }
    }

    /// Runs the hook to its end.
    ///
    /// - Throws: ``Failure``.
    func run(message: String, limitSeconds: Double = limitSeconds) throws(Failure) {
        guard let program = words.first else { return }
        var input: [Int32] = [-1, -1]
        guard pipe(&input) == 0 else {
            throw .notStarted(program: program, reason: FileError.text(errno))
        }
        for end in input { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (child, code) = spawn(input: input[0])
        close(input[0])
        guard code == 0 else {
            close(input[1])
            throw .notStarted(program: program, reason: FileError.text(code))
        }
        write(message, to: input[1])
        close(input[1])
        let deadline = ProcessContext.systemMonotonic() + limitSeconds
        guard let status = Self.wait(for: child, until: deadline) else {
            // Its children too: it has a process group of its own.
            kill(-child, SIGKILL)
            var ignored: Int32 = 0
            while waitpid(child, &ignored, 0) < 0 && errno == EINTR {}
            throw .tooLate(program: program, seconds: Int(limitSeconds))
        }
        guard status == 0 else {
            // WIFEXITED, WEXITSTATUS and WTERMSIG are macros in C.
            let how = status & 0x7f == 0 ? "status \((status >> 8) & 0xff)" : "signal \(status & 0x7f)"
            throw .ended(program: program, how: how)
        }
    }

    private func spawn(input: Int32) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for text in arguments { free(text) }
            for text in variables { free(text) }
        }
        var child: pid_t = 0
        guard let program = arguments[0] else { return (0, ENOMEM) }
        let code = posix_spawnp(&child, program, &actions, &attributes, &arguments, &variables)
        return (child, code)
    }

    /// What does not fit into the pipe of a program that does not read is left out: it must not hold us up.
    private func write(_ message: String, to descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var bytes = Array((message + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The wait status; nil when the deadline came first.
    private static func wait(for child: pid_t, until deadline: Double) -> Int32? {
        var status: Int32 = 0
        while ProcessContext.systemMonotonic() < deadline {
            let done = waitpid(child, &status, WNOHANG)
            if done == child { return status }
            if done < 0 && errno != EINTR { return nil }
            usleep(10_000)
        }
        return nil
    }
}
