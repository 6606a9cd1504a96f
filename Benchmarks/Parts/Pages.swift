import HTTPCore
import JiraSimulator

/// Pages of a simulated site, as a first fill gets them, in memory.
struct Pages {
    static let size = 100
    let bodies: [ResponseBody]
    let issueCount: Int
    let byteCount: Int

    init(issues: Int, isSmall: Bool) throws {
        var options = SiteOptions(issues: issues, projects: 4)
        options.bodySize = isSmall ? .small : .realistic
        // Foundation, the yardstick, refuses lone surrogates, which Jira sends.
        options.hostileTexts = false
        let site = SimulatedSite(options)
        var bodies: [ResponseBody] = []
        for start in stride(from: 0, to: issues, by: Self.size) {
            let request = SearchRequest(
                jql: "ORDER BY project ASC, key ASC", startAt: start, maxResults: Self.size, fields: ["*all"],
                expand: ["changelog"])
            bodies.append(
                ResponseBody(try site.search(request, as: SimulatedSite.serviceAccountKey).get()))
        }
        self.bodies = bodies
        issueCount = issues
        byteCount = bodies.reduce(0) { $0 + $1.count }
    }
}
