import CurlTransport
import HTTPCore
import Testing

@Suite("TLS")
struct TLSTests {
    private func error(certificate: String, arguments: [String] = [], trust: String?) async throws
        -> TransportError?
    {
        let server = try await TLSServer.start(certificate: certificate, arguments: arguments)
        defer { server.stop() }
        let caFile = try trust.map { try TestCertificates.shared.get().path($0) }
        let transport = try makeTransport { $0.caFile = caFile }
        return await failure(of: transport, HTTPRequest(.get, server.url))
    }

    @Test("refuses a self-signed certificate and says so")
    func selfSigned() async throws {
        guard case .tls(let reason) = try await error(certificate: "good.pem", trust: nil) else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("self-signed") || reason.contains("self signed"))
    }

    @Test("accepts it where its authority is configured")
    func privateAuthority() async throws {
        #expect(try await error(certificate: "good.pem", trust: "good.pem") == nil)
    }

    @Test("refuses a certificate of another name")
    func wrongName() async throws {
        guard case .tls(let reason) = try await error(certificate: "other.pem", trust: "other.pem") else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("127.0.0.1"))
    }

    @Test("refuses an expired certificate and says so")
    func expired() async throws {
        guard case .tls(let reason) = try await error(certificate: "expired.pem", trust: "expired.pem") else {
            return #expect(Bool(false))
        }
        #expect(reason.contains("expired"))
    }

    @Test("refuses versions before 1.2")
    func oldVersion() async throws {
        let old = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        guard case .tls = try await error(certificate: "good.pem", arguments: old, trust: "good.pem") else {
            return #expect(Bool(false))
        }
    }

    @Test("cannot be had from a file of authorities that is not there")
    func missingAuthorityFile() async throws {
        guard case .tls = try await error(certificate: "good.pem", trust: "missing.pem") else {
            return #expect(Bool(false))
        }
    }

    @Test("towards a plain http port is refused, a cut handshake is a connection failure")
    func noTLS() async throws {
        let plain = try ScriptedServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            _ = connection.isClosedByPeer(within: 5)
        }
        let transport = try makeTransport()
        let first = await failure(of: transport, HTTPRequest(.get, "https://127.0.0.1:\(plain.port)/"))
        guard case .tls = first else { return #expect(Bool(false), "\(String(describing: first))") }
        let cut = try ScriptedServer { connection in
            connection.close()
        }
        let second = await failure(of: transport, HTTPRequest(.get, "https://127.0.0.1:\(cut.port)/"))
        guard case .couldNotConnect = second else {
            return #expect(Bool(false), "\(String(describing: second))")
        }
    }

    @Test("shows a client certificate, its key unlocked by a passphrase; without one the server refuses")
    func clientCertificate() async throws {
        let certificates = try await offPool { try TestCertificates.shared.get() }
        let good = certificates.path("good.pem")
        let server = try await TLSServer.start(
            certificate: "good.pem", arguments: ["-Verify", "1", "-CAfile", good, "-verify_return_error"])
        defer { server.stop() }
        let locked = certificates.path("locked.pem")
        func transport(passphrase: String?) throws -> CurlTransport {
            try makeTransport {
                $0.caFile = good
                $0.clientCertificate = passphrase.map { text in
                    .init(file: good, keyFile: locked, passphrase: { Array(text.utf8) })
                }
            }
        }
        let request = HTTPRequest(.get, server.url)
        #expect(try await transport(passphrase: "open sesame").send(request).status == 200)
        for passphrase in [nil, "wrong"] {
            let error = try await failure(of: transport(passphrase: passphrase), request)
            guard case .tls = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }
}
