import HTTPCore
import Logging

/// Writes each request into the log: what was asked, what came, how long it took. Neither headers nor parameters of the
/// query: they hold credentials and people's texts.
struct LoggingTransport: HTTPTransport {
    let transport: any HTTPTransport
    let logger: Logger
    /// Seconds on a clock that only goes forward.
    let clock: @Sendable () -> Double

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let began = clock()
        var fields: Logger.Metadata = [
            "method": "\(request.method.rawValue)", "path": "\(Self.path(request.url))",
        ]
        func tookMilliseconds() -> String { "\(Int(((clock() - began) * 1000).rounded()))" }
        do throws(TransportError) {
            let response = try await transport.send(request)
            fields["status"] = "\(response.status)"
            fields["bytes"] = "\(response.wireBytes)"
            fields["ms"] = "\(tookMilliseconds())"
            let isTrouble = response.status >= 400 && response.status != 404
            logger.log(level: isTrouble ? .warning : .debug, "request", metadata: fields)
            return response
        } catch {
            fields["ms"] = "\(tookMilliseconds())"
            fields["error"] = "\(FailureReport(transport: error).what)"
            logger.warning("request failed", metadata: fields)
            throw error
        }
    }

    /// `/rest/api/2/search` of an absolute URL.
    static func path(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        let rest = url[scheme.upperBound...].prefix { $0 != "?" && $0 != "#" }
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
}
