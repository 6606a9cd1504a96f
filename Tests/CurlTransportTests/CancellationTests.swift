import CurlTransport
import Foundation
import HTTPCore
import Testing

@Suite("Cancellation")
struct CancellationTests {
    @Test("before the start sends nothing")
    func beforeStart() async throws {
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
        let transport = try makeTransport()
        let url = server.url
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure(of: transport, HTTPRequest(.get, url))
        }
        task.cancel()
        #expect(await task.value == .cancelled)
        // The engine obeys in order: after this answer the cancelled one could have been seen.
        _ = try await transport.send(HTTPRequest(.get, server.url + "/after"))
        #expect(server.requestHeads.count == 1)
    }

    @Test("in the middle of a body ends the transfer and closes its connection")
    func midBody() async throws {
        let began = Witness<Bool>()
        let closed = Witness<Bool>()
        let server = try ScriptedServer { connection in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            began.note(true)
            closed.note(connection.isClosedByPeer(within: 10))
        }
        let transport = try makeTransport()
        let url = server.url
        let task = Task { await failure(of: transport, HTTPRequest(.get, url)) }
        _ = try await began.wait("began")
        task.cancel()
        #expect(await task.value == .cancelled)
        let isClosed = try await closed.wait("closed")
        #expect(isClosed)
    }

    @Test("of a request that still waits for a connection leaves the others alone")
    func whileWaiting() async throws {
        let release = DispatchSemaphore(value: 0)
        let server = try ScriptedServer.answering { head in
            if head.contains("/slow") { _ = release.wait(timeout: .now() + 15) }
            return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        }
        let transport = try makeTransport { $0.maxConnections = 1 }
        let url = server.url
        let slow = Task { try await transport.send(HTTPRequest(.get, url + "/slow")).status }
        while server.requestHeads.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let waiting = Task { await failure(of: transport, HTTPRequest(.get, url + "/never")) }
        try await Task.sleep(for: .milliseconds(50))
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        release.signal()
        #expect(try await slow.value == 200)
        #expect(try await transport.send(HTTPRequest(.get, url + "/after")).status == 200)
        #expect(!server.requestHeads.contains { $0.contains("/never") })
    }

    @Test("storm: each of many requests ends exactly once, and the transport works afterwards")
    func storm() async throws {
        let server = try ScriptedServer.answering { _ in
            Thread.sleep(forTimeInterval: 0.002)
            return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        }
        let transport = try makeTransport()
        let url = server.url
        let tasks = (0..<200).map { number in
            Task { () -> Bool in
                do throws(TransportError) {
                    let response = try await transport.send(HTTPRequest(.get, url))
                    #expect(response.body.text == "ok")
                    return true
                } catch {
                    #expect(error == .cancelled)
                    return false
                }
            }
        }
        for (number, task) in tasks.enumerated() where number % 3 != 0 {
            if number % 7 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            task.cancel()
        }
        var finished = 0
        for (number, task) in tasks.enumerated() {
            let answered = await task.value
            if number % 3 == 0 { #expect(answered) }
            finished += answered ? 1 : 0
        }
        // Some were cancelled in time, none that nobody cancelled.
        #expect((67..<200).contains(finished))
        #expect(try await transport.send(HTTPRequest(.get, url)).body.text == "ok")
    }
}
