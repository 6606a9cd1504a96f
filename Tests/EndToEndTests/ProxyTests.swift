import Foundation
import JiraSimulator
import Testing

@Suite("A Jira with a private certificate, behind a proxy", .serialized)
struct ProxyTests {
    private static let name = "jira.test"
    private static let password = "pr0xy: p&ssword"

    /// The proxies and the TLS front, in a process of their own.
    private final class Way {
        let http: String
        let socks: String
        let certificate: String
        private let process = Process()
        private let input = Pipe()
        private let output: URL

        init(_ site: Site) async throws {
            let folder = site.home
            certificate = folder.appendingPathComponent("ca.pem").path
            let key = folder.appendingPathComponent("ca.key").path
            let openssl = Process()
            openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            openssl.arguments = [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=\(ProxyTests.name)",
                "-addext", "subjectAltName=DNS:\(ProxyTests.name)", "-keyout", key, "-out", certificate,
            ]
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            while openssl.isRunning { try await Task.sleep(for: .milliseconds(20)) }
            try #require(openssl.terminationStatus == 0)

            output = folder.appendingPathComponent("tunnels")
            try Data().write(to: output)
            let script = Documents.root.appendingPathComponent("Tests/EndToEndTests/Support/proxy.py").path
            let port = try #require(URL(string: site.jira.baseURL)?.port)
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", script, certificate, key, "\(port)", "svc", ProxyTests.password]
            process.standardInput = input
            process.standardOutput = try FileHandle(forWritingTo: output)
            try process.run()
            var ports: [Substring] = []
            for _ in 0..<500 {
                let first = (try? String(contentsOf: output, encoding: .utf8))?.split(separator: "\n").first
                ports = first?.split(separator: " ") ?? []
                if ports.count == 3 { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            try #require(ports.count == 3)
            http = "http://127.0.0.1:\(ports[0])"
            socks = "socks5h://127.0.0.1:\(ports[1])"
        }

        /// What the tunnels were, one a line.
        var tunnels: [String] {
            ((try? String(contentsOf: output, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst().map(
                String.init)
        }

        deinit {
            try? input.fileHandleForWriting.close()
            process.terminate()
        }
    }

    private func run(_ command: Command, _ input: String?, _ arguments: String...) async throws
        -> Command.Result
    {
        let running = try command.start(arguments)
        if let input { running.input.fileHandleForWriting.write(Data(input.utf8)) }
        try running.input.fileHandleForWriting.close()
        return await running.wait()
    }

    @Test("init asks for the proxy's password and seals it; later runs use it, and no message shows it")
    func passwordFromTheVault() async throws {
        let site = try await Site.fresh(issues: 20) { $0.bearerTokens = ["the-token": Site.account] }
        let way = try await Way(site)
        var results: [Command.Result] = []
        results.append(
            try await run(
                site.command, Self.password + "\n", "init", "https://\(Self.name)", "--method", "pat",
                "--ca-file",
                way.certificate, "--proxy", way.http, "--proxy-user", "svc"))
        #expect(results[0].status == 0, "\(results[0])")
        results.append(try await run(site.command, "the-token\n", "authorize", "--method", "pat"))
        #expect(results[1].status == 0, "\(results[1])")
        results.append(try await run(site.command, nil, "sync"))
        #expect(results[2].status == 0, "\(results[2])")
        results.append(try await run(site.command, nil, "doctor"))
        #expect(results[3].status == 0, "\(results[3])")
        // The proxy is asked first how it wants the name.
        #expect(way.tunnels.last == "http 200" && way.tunnels.contains("http 407"), "\(way.tunnels)")

        // Another password: the proxy refuses, and that is said.
        results.append(try await run(site.command, "wrong\n", "vault", "proxy-password"))
        results.append(try await run(site.command, nil, "doctor"))
        let refused = try #require(results.last)
        #expect(refused.status == 75 && refused.output.contains("vault proxy-password"), "\(refused)")
        #expect(way.tunnels.last == "http 407")
        results.append(try await run(site.command, Self.password + "\n", "vault", "proxy-password"))
        results.append(try await run(site.command, nil, "sync"))
        #expect(results.last?.status == 0, "\(results)")
        for result in results {
            #expect(
                !result.output.contains(Self.password) && !result.errors.contains(Self.password), "\(result)")
        }
        let configuration = try String(
            contentsOf: site.home.appendingPathComponent("config.yaml"), encoding: .utf8)
        #expect(configuration.contains("proxy_user: svc") && !configuration.contains(Self.password))
        await site.stop()
    }

    @Test("a SOCKS proxy resolves the name itself")
    func socks() async throws {
        let site = try await Site.fresh(issues: 5) { $0.bearerTokens = ["the-token": Site.account] }
        let way = try await Way(site)
        let result = try await run(
            site.command, nil, "init", "https://\(Self.name)", "--method", "pat", "--ca-file",
            way.certificate,
            "--proxy", way.socks)
        #expect(result.status == 0, "\(result)")
        #expect(!way.tunnels.isEmpty && Set(way.tunnels) == ["socks \(Self.name)"], "\(way.tunnels)")
        // Without the private authority nobody is trusted.
        var command = site.command
        command.environment["JIRA_MIRROR_NETWORK_CA_FILE"] = "/etc/ssl/certs/ca-certificates.crt"
        let untrusted = try await run(command, "the-token\n", "authorize", "--method", "pat")
        #expect(untrusted.status == 77 && untrusted.errors.contains("certificate"), "\(untrusted)")
        await site.stop()
    }
}
