import HTTPCore
import OAuth1
import SyncCore

@testable import CurlTransport
@testable import JiraAPI

/// The head of an answer, line by line as libcurl cuts it, and all that is read from its fields.
func fuzzHeaders(_ bytes: [UInt8]) {
    let limits = TransportLimits(headerBytes: 4096)
    let collector = AnswerCollector(limits: limits)
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        let takes = (Array(line) + [0x0A]).withUnsafeBytes { collector.takeHeader($0) }
        guard takes else { break }
    }
    let headers = collector.headers
    let size = headers.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    // A byte that is not UTF-8 becomes three.
    precondition(size <= 3 * limits.headerBytes, "more header fields than the bound")

    let cookies = NodeCookies(names: ["AWSALB*", "JSESSIONID_node"])
    cookies.take(headers, from: "https://jira.example.com")
    if let field = cookies.field(for: "https://jira.example.com") {
        precondition(field.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a cookie that could end its line")
    }
    for field in headers.fields {
        _ = HTTPDate.parse(field.value)
        if let wait = RetryAfter(field.value, serverSeconds: 1_790_000_000) {
            _ = RetryPolicy().decide(attempt: 1, retryAfter: wait, random: 0.5)
        }
    }
    var bucket = RateLimitBucket()
    for second in 0..<4 {
        _ = bucket.take(now: Double(second))
        bucket.learn(headers, sentAt: Double(second), now: Double(second) + 0.5)
    }
    if let wait = bucket.take(now: 5) { precondition(!wait.isNaN, "a wait without a length") }
    _ = OAuthProblem(authenticate: headers.values("WWW-Authenticate"), body: [])
}
