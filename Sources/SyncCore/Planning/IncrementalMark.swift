/// The high-water mark of the issues: the state of checkpoint (`issues`, ``).
///
/// It is the server's clock at the start of a run, never an issue's `updated`: imported issues may lie in
/// the future. All that was updated before it, less the overlap, has been read.
package struct IncrementalMark: Codable, Equatable, Sendable {
    package static let stream = "issues"
    package static let scope = ""

    /// Milliseconds of the server's clock.
    package var server: Int64
    /// Milliseconds of the local clock at the same moment.
    package var local: Int64

    package init(server: Instant, local: Instant) {
        self.server = server.milliseconds
        self.local = local.milliseconds
    }

    var serverInstant: Instant { Instant(milliseconds: server) }
    var localInstant: Instant { Instant(milliseconds: local) }
}
