import Foundation
import Testing

@testable import OpenSSLCrypto

@Suite("The TLS server for a browser on this machine", .serialized) struct TLSServerTests {
    /// Serves one client with `openssl s_client`: what it says, and what it was sent.
    private func converse(_ arguments: [String], answer: String) throws -> (client: String, heard: String) {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listening) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, length) == 0 && listen(listening, 1) == 0
                    && getsockname(listening, $0, &length) == 0
            }
        }
        try #require(isBound)
        let client = Process()
        client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        client.arguments =
            ["openssl", "s_client", "-connect", "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"]
            + arguments
        let output = Pipe()
        let input = Pipe()
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        client.standardInput = input
        try client.run()
        try input.fileHandleForWriting.write(contentsOf: Data("hello\n".utf8))

        let peer = accept(listening, nil, nil)
        defer { close(peer) }
        _ = fcntl(peer, F_SETFL, O_NONBLOCK)
        let connection = try TLSServer().connection(on: peer)
        var heard: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        for _ in 0..<1000 where !heard.contains(10) {
            switch buffer.withUnsafeMutableBytes({ connection.read(into: $0) }) {
            case .bytes(let count): heard += buffer[..<count]
            case .waiting:
                var entry = pollfd(fd: peer, events: Int16(POLLIN), revents: 0)
                _ = poll(&entry, 1, 20)
            case .over:
                try input.fileHandleForWriting.close()
                client.waitUntilExit()
                return (String(decoding: output.fileHandleForReading.availableData, as: UTF8.self), "over")
            }
        }
        let bytes = Array(answer.utf8)
        #expect(bytes.withUnsafeBytes { connection.write($0) } == .bytes(bytes.count))
        connection.close()
        shutdown(peer, Int32(SHUT_WR))
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        client.waitUntilExit()
        return (text, String(decoding: heard, as: UTF8.self))
    }

    @Test func aClientThatOthersWroteSpeaksWithIt() throws {
        let (client, heard) = try converse(["-showcerts"], answer: "welcome\n")
        #expect(heard == "hello\n")
        #expect(client.contains("welcome") && client.contains("jira-mirror on this machine"))
        #expect(client.contains("TLSv1.3"))
        #expect(try converse(["-tls1_2"], answer: "x").heard == "hello\n")
        #expect(try converse(["-tls1_1"], answer: "x").heard == "over")
    }

    @Test func eachServerHasItsOwnCertificateForLoopbackOnly() throws {
        var certificates: [String] = []
        for _ in 0..<2 {
            let text = try converse(["-showcerts"], answer: "x").client
            let start = try #require(text.range(of: "-----BEGIN CERTIFICATE-----"))
            let end = try #require(text.range(of: "-----END CERTIFICATE-----"))
            certificates.append(String(text[start.lowerBound..<end.upperBound]))
        }
        #expect(certificates[0] != certificates[1])
        let text = try inspect(certificates[0], "-text", "-checkip", "127.0.0.1")
        #expect(text.contains("IP Address:127.0.0.1") && text.contains("CA:FALSE"))
        #expect(text.contains("does match certificate"))
        #expect(text.contains("TLS Web Server Authentication"))
        #expect(try inspect(certificates[0], "-checkend", "80000").contains("will not expire"))
        #expect(try inspect(certificates[0], "-checkend", "90000").contains("will expire"))
    }

    private func inspect(_ certificate: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl", "x509", "-noout"] + arguments
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(certificate.utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}
