import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

/// The queries of `docs/history.md` run and give what the text says.
struct HistoryGuideTests {
    private static func queries() throws -> [String] {
        let guide = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/history.md")
        let text = try String(contentsOf: guide, encoding: .utf8)
        return text.components(separatedBy: "```sql\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        var data = ReferenceData()
        data.versions[1] = [.init(id: 7, name: "7.0")]
        _ = try mirror.store.apply(data, at: .day0)
        let march = Instant(milliseconds: 1_709_294_400_000)
        #expect(march.text == "2024-03-01T12:00:00.000Z")
        try mirror.apply { page in
            let day = page.text("2024-05-01")
            page.add(
                10, "ABC-1", status: 5, summary: "Fly", fixVersions: [7], sprints: [5],
                changes: [
                    (
                        id: 1, at: march,
                        items: [
                            ItemText(from: "1", to: "3"), ItemText(field: "Fix Version", from: nil, to: "8"),
                        ]
                    ),
                    (
                        id: 2, at: march + 1,
                        items: [
                            ItemText(from: "3", to: "5"), ItemText(field: "Fix Version", from: "8", to: nil),
                            ItemText(field: "duedate", from: "2024-04-01", to: "2024-05-01"),
                        ]
                    ),
                ]
            ) { $0.dueDate = day }
            page.add(11, "ABC-2", status: 3, created: march + 5)
            page.add(12, "ABC-3") { $0.parentID = 10 }
            page.see(sprint: 5) {
                $0.name = $1.text("Five")
                $0.state = $1.text("active")
                $0.startAt = .day0
            }
        }
        try mirror.store.write { db in
            try db.execute(
                sql: """
                    UPDATE changelog_items SET from_text = 'S' || from_value, to_text = 'S' || to_value;
                    UPDATE statuses SET name = 'S' || id
                    """)
        }
        return mirror
    }

    @Test("the queries of the history guide give what they promise")
    func guide() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let answers = try Self.queries().map { query in
            try reader.all(sql: query).map { row in
                row.map { value in
                    switch value {
                    case .null: "-"
                    case .integer(let number): "\(number)"
                    case .real(let number): "\(number)"
                    case .text(let text): text
                    case .blob: "blob"
                    }
                }.joined(separator: "|")
            }
        }
        try #require(answers.count == 5)
        #expect(
            answers[0] == [
                "Fix Version|7.0", "Fix Version|S8", "assignee|-", "priority|-", "status|S3", "summary|Fly",
            ])
        #expect(answers[1] == ["-|1", "S3|1"])
        #expect(answers[2] == ["ABC-1|1|2024-04-01|2024-05-01"])
        #expect(answers[3] == ["Five|1|0|0|0|-"])
        #expect(answers[4] == ["1|ABC-1/ABC-3|ABC-3"])
    }
}
