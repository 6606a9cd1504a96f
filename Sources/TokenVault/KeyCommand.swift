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
        let child: ChildProcess
        do {
            defer { close(ends[1]) }
            child = try ChildProcess(arguments, [(0, .nothing), (1, .descriptor(ends[1])), (2, .nothing)])
        } catch {
            throw .keySourceFailed(source: source, detail: SystemError.text(error.code))
        }
        let deadline = ChildProcess.now() + limitSeconds
        var outcome = Outcome.finished(0)
        let buffer = SecretBytes(count: maximumByteCount + 1) { buffer in
            outcome = read(ends[0], into: buffer, until: deadline)
        }
        guard case .finished(let count) = outcome, let status = child.wait(until: deadline) else {
            child.kill()
            throw .keySourceFailed(
                source: source,
                detail: outcome == .tooLong
                    ? "it printed more than \(maximumByteCount) bytes"
                    : "it did not end within \(Int(limitSeconds)) s")
        }
        guard status == 0 else {
            throw .keySourceFailed(
                source: source,
                detail:
                    "it ended with \(ChildProcess.text(ofStatus: status)); run it by hand to see its message")
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

    private static func read(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, until deadline: Double
    ) -> Outcome {
        var offset = 0
        while true {
            let left = deadline - ChildProcess.now()
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
}
