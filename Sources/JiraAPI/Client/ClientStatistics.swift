/// What a client has cost the server so far; for `sync_runs` and the politeness figures.
package struct ClientStatistics: Sendable, Equatable {
    /// Requests sent, retries included.
    package var requests = 0
    package var retries = 0
    /// Bytes of bodies as they crossed the wire.
    package var bytes = 0
    /// Seconds waited for rate limits and between retries.
    package var waitSeconds = 0.0
    /// Server's clock less ours, in seconds, from the last answer.
    package var clockSkewSeconds: Double?

    package init() {}
}
