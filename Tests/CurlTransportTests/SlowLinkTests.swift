import CurlTransport
import Foundation
import HTTPCore
import Testing

@Suite("A slow link")
struct SlowLinkTests {
    /// Sends a body in ten pieces a second.
    private static func drip(_ count: Int, bytesPerSecond: Int) throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n")
            let piece = [UInt8](repeating: 0x20, count: bytesPerSecond / 10)
            var left = count
            while left > 0, connection.write(Array(piece.prefix(left))) {
                left -= piece.count
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    @Test("that takes much longer than the idle limit delivers, as long as bytes come")
    func slow() async throws {
        let server = try Self.drip(2 << 20, bytesPerSecond: 600_000)
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 60)
        let began = ContinuousClock.now
        let answer = try await makeTransport().send(HTTPRequest(.get, server.url, limits: limits))
        #expect(answer.body.count == 2 << 20)
        #expect(ContinuousClock.now - began > .seconds(2))
    }

    @Test("of a hundred bytes a second is none of silence: a small answer comes")
    func hundredBytes() async throws {
        let server = try Self.drip(250, bytesPerSecond: 100)
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 60)
        let answer = try await makeTransport().send(HTTPRequest(.get, server.url, limits: limits))
        #expect(answer.body.count == 250)
    }

    @Test("that is too slow for its answer ends at the total limit")
    func tooSlow() async throws {
        let server = try Self.drip(1 << 20, bytesPerSecond: 100)
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 2)
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .timedOut(phase: "total"))
    }

    @Test("that stalls in the middle ends at the idle limit")
    func stall() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n")
            connection.write([UInt8](repeating: 0x20, count: 1_000_000))
            _ = connection.isClosedByPeer(within: 10)
        }
        let limits = TransportLimits(connectSeconds: 5, idleSeconds: 1, totalSeconds: 60)
        let began = ContinuousClock.now
        let error = try await failure(of: makeTransport(), HTTPRequest(.get, server.url, limits: limits))
        #expect(error == .timedOut(phase: "idle"))
        #expect(ContinuousClock.now - began < .seconds(30))
    }
}
