import Foundation

/// Certificates made once for all tests by the `openssl` command, in a temporary directory.
struct TestCertificates: Sendable {
    let directory: String

    static let shared: Result<TestCertificates, any Error> = Result {
        atexit {
            guard let made = try? TestCertificates.shared.get() else { return }
            try? FileManager.default.removeItem(atPath: made.directory)
        }
        return try TestCertificates()
    }

    func path(_ name: String) -> String { directory + "/" + name }

    private init() throws {
        directory =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("curl-transport-tests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try "subjectAltName=IP:127.0.0.1,DNS:jira.test\n".write(
            toFile: path("names"), atomically: true, encoding: .utf8)
        try openssl("genrsa", "-out", path("key.pem"), "2048")
        for (file, name) in [("good", "IP:127.0.0.1,DNS:jira.test"), ("other", "DNS:other.test")] {
            try openssl(
                "req", "-x509", "-key", path("key.pem"), "-out", path("\(file).pem"), "-days", "30",
                "-subj", "/CN=\(file)", "-addext", "subjectAltName=\(name)")
        }
        try openssl("req", "-new", "-key", path("key.pem"), "-out", path("request.csr"), "-subj", "/CN=old")
        try openssl(
            "x509", "-req", "-in", path("request.csr"), "-signkey", path("key.pem"), "-days", "-1",
            "-out", path("expired.pem"), "-extfile", path("names"))
        try openssl(
            "rsa", "-in", path("key.pem"), "-aes256", "-passout", "pass:open sesame",
            "-out", path("locked.pem"))
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw SupportFailure("openssl \(arguments.first ?? "") ended with \(process.terminationStatus)")
        }
    }
}

/// `openssl s_server` as a child process; answers each GET with a page about the connection.
final class TLSServer: @unchecked Sendable {
    let port: UInt16
    private let process = Process()

    /// Starts it and waits until it listens.
    static func start(certificate: String, arguments: [String] = []) async throws -> TLSServer {
        try await offPool { try TLSServer(certificate: certificate, arguments: arguments) }
    }

    private init(certificate: String, arguments: [String]) throws {
        let certificates = try TestCertificates.shared.get()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-cert",
                certificates.path(certificate), "-key", certificates.path("key.pem"),
            ] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("ACCEPT ") || !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw SupportFailure("openssl s_server did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
        }
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ":").last ?? ""
        guard let port = UInt16(digits) else { throw SupportFailure("no port in \(text)") }
        self.port = port
    }

    /// To be deferred by whoever starts it, which also keeps it alive until then.
    ///
    /// SIGKILL: a child inherits the signal mask of the thread that started it, and the threads of tests
    /// block SIGTERM.
    func stop() { kill(process.processIdentifier, SIGKILL) }

    var url: String { "https://127.0.0.1:\(port)" }
}
