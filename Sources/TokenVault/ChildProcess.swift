import Glibc

/// A program that is run without a shell, in a process group of its own, so that its children end with it.
package struct ChildProcess {
    /// Where a descriptor of the child leads.
    package enum Target {
        case nothing
        /// One of ours.
        case descriptor(Int32)
    }

    /// The program cannot be run; `code` is an errno.
    package struct NotStarted: Error {
        package let code: Int32
    }

    private let id: pid_t

    /// Starts it.
    ///
    /// - Parameters:
    ///   - words: the program, looked for in the path unless there is a slash in it, and its arguments.
    ///   - environment: the child's whole environment; nil is ours.
    ///   - targets: by descriptor of the child, in this order.
    package init(
        _ words: [String], environment: [String: String]? = nil, _ targets: [(child: Int32, target: Target)]
    ) throws(NotStarted) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (child, target) in targets {
            switch target {
            case .nothing: posix_spawn_file_actions_addopen(&actions, child, "/dev/null", O_RDWR, 0)
            case .descriptor(let own): posix_spawn_file_actions_adddup2(&actions, own, child)
            }
        }
        // Signals that this program ignores or blocks are the child's again.
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let arguments = words.map { strdup($0) } + [nil]
        let variables = (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var child: pid_t = 0
        guard let program = arguments[0] else { throw NotStarted(code: ENOMEM) }
        let code = variables.withUnsafeBufferPointer { own in
            // Read only: posix_spawn copies it.
            let given = environment == nil ? environ : UnsafeMutablePointer(mutating: own.baseAddress)
            return posix_spawnp(&child, program, &actions, &attributes, arguments, given)
        }
        guard code == 0 else { throw NotStarted(code: code) }
        id = child
    }

    /// The wait status; nil when the deadline (of ``now()``) came first.
    package func wait(until deadline: Double) -> Int32? {
        var status: Int32 = 0
        while Self.now() < deadline {
            let done = waitpid(id, &status, WNOHANG)
            if done == id { return status }
            if done < 0 && errno != EINTR { return nil }
            usleep(5000)
        }
        return nil
    }

    /// Ends it and its children.
    package func kill() {
        Glibc.kill(-id, SIGKILL)
        var ignored: Int32 = 0
        while waitpid(id, &ignored, 0) < 0 && errno == EINTR {}
    }

    /// `status 3`, `signal 9`.
    package static func text(ofStatus status: Int32) -> String {
        // WIFEXITED, WEXITSTATUS and WTERMSIG are macros in C.
        status & 0x7f == 0 ? "status \((status >> 8) & 0xff)" : "signal \(status & 0x7f)"
    }

    /// Seconds on a clock that only goes forward.
    package static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
