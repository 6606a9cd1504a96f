import Testing

@testable import JiraSimulator

/// Reading of agile answers and of truth tables that belong to no issue.
extension SiteFixture {
    func read(_ result: Result<[UInt8], APIFailure>) throws -> JSONValue { try JSONReader.read(result.get()) }

    /// The status and first message of a refusal; nil where there was an answer.
    func refused(_ result: Result<[UInt8], APIFailure>) throws -> (status: Int, message: String?)? {
        guard case .failure(let failure) = result else { return nil }
        return (failure.status, try JSONReader.read(failure.body)["errorMessages"]?[0]?.text)
    }

    /// Rows of a site's table; NULL is left out.
    func rows(_ table: String, as user: String? = "admin") throws -> [[String: String]] {
        let columns = try #require(SiteSnapshot.columns[table])
        return site.snapshot(as: user).rows(of: table).map { row in
            Dictionary(
                uniqueKeysWithValues: zip(columns, row).compactMap { pair in pair.1.map { (pair.0, $0) } })
        }
    }

    func row(_ table: String, _ id: Int64, as user: String? = "admin") throws -> [String: String]? {
        try rows(table, as: user).first { $0["id"] == String(id) }
    }

    /// All pages of a list of the agile API.
    func pages(
        _ size: Int = 7, _ page: (Int, Int) -> Result<[UInt8], APIFailure>
    ) throws -> [JSONValue] {
        var found: [JSONValue] = []
        for _ in 0..<1000 {
            let answer = try read(page(found.count, size))
            found += answer["values"]?.items ?? []
            if answer["isLast"] == .boolean(true) { break }
        }
        return found
    }

    /// The items of history entries written just now.
    func newItems(_ key: String) throws -> [[String: String]] {
        let truth = try truth(key)
        let now = CivilDate.utc(clock.now)
        let ids = Set(
            truth.table("changelog").filter { $0["created_at"] == now }.compactMap { $0["id"] })
        return truth.table("changelog_items").filter { ids.contains($0["changelog_id"] ?? "") }
    }

    func sprintIDs(_ key: String) throws -> [String] {
        try truth(key).table("issue_sprints").compactMap { $0["sprint_id"] }
    }
}
