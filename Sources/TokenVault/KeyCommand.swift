import Glibc
import OpenSSLCrypto

/// A program that prints the key (a password manager's, for one).
///
/// It gets no shell, no standard input and no say in our messages: its standard error is dropped, because it may hold
/// the key.
enum KeyCommand {
    static let limitSeconds = 10.0
    static let maximumByteCount = 4096

    static func run(_ arguments: [String], limitSeconds: Double = limitSeconds) throws(VaultError) -> VaultKey
    {
        guard let program = arguments.first, !program.isEmpty else {
            throw .keySourceFailed(source: "key command", detail: "the command is empty")
        }
        let source = "key command \(program)"
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw .keySourceFailed(source: source, detail: SystemError.text(errno))
        }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (child, failure) = spawn(arguments, output: ends[1])
        close(ends[1])
        guard failure == 0 else { throw .keySourceFailed(source: source, detail: SystemError.text(failure)) }

        let deadline = now() + limitSeconds
        var outcome = Outcome.finished(0)
        let buffer = SecretBytes(count: maximumByteCount + 1) { buffer in
            outcome = read(ends[0], into: buffer, until: deadline)
        }
        guard case .finished(let count) = outcome, let status = wait(for: child, until: deadline) else {
            kill(-child, SIGKILL)
            var ignored: Int32 = 0
            while waitpid(child, &ignored, 0) < 0 && errno == EINTR {}
            throw .keySourceFailed(
                source: source,
                detail: outcome == .tooLong
                    ? "it printed more than \(maximumByteCount) bytes"
                    : "it did not end within \(Int(limitSeconds)) s")
        }
        guard status == 0 else {
            // WIFEXITED, WEXITSTATUS and WTERMSIG are macros in C.
            let how = status & 0x7f == 0 ? "status \((status >> 8) & 0xff)" : "signal \(status & 0x7f)"
            throw .keySourceFailed(
                source: source, detail: "it ended with \(how); run it by hand to see its message")
        }
        let written = buffer.withUnsafeBytes {
            SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
        }
        return try VaultKey(written: written, source: .command)
    }

    private enum Outcome: Equatable {
        case finished(Int)
        case tooLong
        case tooLate
    }

    /// A process group of its own, so that a command's children end with it.
    private static func spawn(_ arguments: [String], output: Int32) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
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
        var words = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        guard let program = words[0] else { return (0, ENOMEM) }
        let failure = posix_spawnp(&child, program, &actions, &attributes, words, environ)
        return (child, failure)
    }

    private static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, until deadline: Double
    ) -> Outcome {
        var offset = 0
        while true {
            let left = deadline - now()
            guard left > 0 else { return .tooLate }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, Int32(left * 1000) + 1) > 0 else { continue }
            let count = Glibc.read(
                descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .finished(offset) }
            offset += count
            guard offset < buffer.count else { return .tooLong }
        }
    }

    /// The wait status; nil when the deadline came first.
    private static func wait(for child: pid_t, until deadline: Double) -> Int32? {
        var status: Int32 = 0
        while now() < deadline {
            let done = waitpid(child, &status, WNOHANG)
            if done == child { return status }
            if done < 0 && errno != EINTR { return nil }
            usleep(5000)
        }
        return nil
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
