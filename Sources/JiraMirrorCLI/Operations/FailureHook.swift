import Glibc
import TokenVault

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
        let child: ChildProcess
        do {
            defer { close(input[0]) }
            child = try ChildProcess(
                words, environment: environment, [(0, .descriptor(input[0])), (1, .descriptor(2))])
        } catch {
            close(input[1])
            throw .notStarted(program: program, reason: FileError.text(error.code))
        }
        write(message, to: input[1])
        close(input[1])
        guard let status = child.wait(until: ChildProcess.now() + limitSeconds) else {
            child.kill()
            throw .tooLate(program: program, seconds: Int(limitSeconds))
        }
        guard status == 0 else {
            throw .ended(program: program, how: ChildProcess.text(ofStatus: status))
        }
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
}
