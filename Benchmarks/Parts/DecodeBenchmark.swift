import Foundation
import HTTPCore
import JiraAPI
import SyncCore

/// Decoding: page bytes to rows, between memcpy (the ceiling of anything that touches each byte) and what
/// Foundation does.
struct DecodeBenchmark {
    let pages: Pages

    /// Foundation is measured on every tenth page only: it would take longer than all else together.
    private static let sparse = 10

    func run(passes: Int) throws -> [Figure] {
        let some = stride(from: 0, to: pages.bodies.count, by: Self.sparse).map { pages.bodies[$0] }
        let someIssues = min(some.count * Pages.size, pages.issueCount)
        let someData = some.map { Data($0.bytes) }
        let someBytes = someData.reduce(0) { $0 + $1.count }
        var copy = Samples(issues: pages.issueCount, bytes: pages.byteCount)
        var decode = Samples(issues: pages.issueCount, bytes: pages.byteCount)
        var codable = Samples(issues: someIssues, bytes: someBytes)
        var parse = Samples(issues: someIssues, bytes: someBytes)
        let decoder = IssuePageDecoder(.full)
        let now = Instant(milliseconds: 0)
        let largest = pages.bodies.map(\.count).max() ?? 0
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: largest, alignment: 64)
        defer { room.deallocate() }
        for _ in 0..<passes {
            copy.measure {
                for body in pages.bodies { room.copyMemory(from: body.bytes) }
            }
            let rows = try decode.measure {
                try pages.bodies.reduce(0) {
                    try $0 + decoder.page(from: $1, requestedAt: now, receivedAt: now).batch.issues.count
                }
            }
            precondition(rows == pages.issueCount, "every issue is decoded")
            try codable.measure {
                for data in someData { _ = try JSONDecoder().decode(CodablePage.self, from: data) }
            }
            try parse.measure {
                for data in someData { _ = try JSONSerialization.jsonObject(with: data) }
            }
        }
        return [
            copy.figure("memcpy"),
            decode.figure("decode to rows", ceiling: ("memcpy", copy)),
            codable.figure("JSONDecoder, main fields", ceiling: ("decode to rows", decode)),
            parse.figure("JSONSerialization, no rows", ceiling: ("decode to rows", decode)),
        ]
    }
}

/// What a program with Codable would read at least: a part of what the rows hold.
private struct CodablePage: Decodable {
    struct Named: Decodable {
        var id: String?
        var name: String?
    }
    struct Person: Decodable {
        var key: String?
        var name: String?
        var displayName: String?
    }
    struct Comment: Decodable {
        var id: String
        var author: Person?
        var body: String
        var created: String
    }
    struct Comments: Decodable { var comments: [Comment] }
    struct Fields: Decodable {
        var summary: String?
        var description: String?
        var status: Named?
        var priority: Named?
        var issuetype: Named?
        var assignee: Person?
        var reporter: Person?
        var created: String?
        var updated: String?
        var labels: [String]?
        var comment: Comments?
    }
    struct Item: Decodable {
        var field: String
        var from: String?
        var to: String?
    }
    struct History: Decodable {
        var id: String
        var author: Person?
        var created: String
        var items: [Item]
    }
    struct Changelog: Decodable { var histories: [History] }
    struct Issue: Decodable {
        var id: String
        var key: String
        var fields: Fields
        var changelog: Changelog?
    }
    var issues: [Issue]
}
