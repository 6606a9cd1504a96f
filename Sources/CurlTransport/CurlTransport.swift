import Foundation
package import HTTPCore

/// The network, by libcurl: one thread, keep-alive connections, bounded answers.
///
/// Redirects come back as answers, TLS is always verified (1.2 at least), plain http stays on this
/// machine, and neither proxy variables nor `.netrc` have a say. After a connection that was kept alive
/// turns out dead before a byte of the answer came, libcurl sends the same bytes once more on a
/// fresh one; a server that had already seen them answers `nonce_used`, which callers sign anew.
package final class CurlTransport: HTTPTransport {
    private let configuration: CurlConfiguration
    private let cookies: NodeCookies
    let engine: CurlEngine

    package init(_ configuration: CurlConfiguration) {
        self.configuration = configuration
        cookies = NodeCookies(names: configuration.nodeCookieNames)
        engine = CurlEngine(configuration, cookies: cookies)
        engine.open()
    }

    deinit { engine.stop() }

    /// Sends the request and gives the whole answer, decompressed, with the headers as they came
    /// (`Content-Encoding` and `Content-Length` still describe the wire).
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        if Task.isCancelled { throw .cancelled }
        let transfer = try prepare(request)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.attach(continuation)
                engine.start(transfer)
            }
        } onCancel: {
            // The caller goes on at once; the engine drops the connection when it gets there.
            transfer.finish(.failure(.cancelled))
            engine.cancel(transfer)
        }
        return try outcome.get()
    }

    private func prepare(_ request: HTTPRequest) throws(TransportError) -> Transfer {
        let url = try DialableURL(request.url, plainHTTP: configuration.allowPlainHTTPTo)
        if request.method == .get, request.body != nil { throw .refusedURL("a GET carries no body") }
        var lines: [String] = []
        for (name, value) in request.headers.fields {
            guard Self.isToken(name), !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
            else { throw .refusedURL("a header field holds characters that no field may hold") }
            // A colon with nothing behind it would make libcurl drop the field; the semicolon sends it empty.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if request.headers["Cookie"] == nil, let cookie = cookies.field(for: url.origin) {
            lines.append("Cookie: \(cookie)")
        }
        if request.method == .post {
            // Neither libcurl's guess of a form nor its pause before large bodies.
            if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
            lines.append("Expect:")
        }
        return Transfer(
            request: request, url: url, headerLines: lines, limits: request.limits ?? configuration.limits)
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
