import JiraAPI
import SyncCore
import Testing

@Suite("Queries")
struct JQLTests {
    @Test(
        "each query is one line of JQL",
        arguments: [
            (IssueQuery.updatedWithin(minutes: 12), "updated >= -12m ORDER BY updated ASC, key ASC"),
            (
                .projectWalk(project: 10000, from: "ABC-7", updatedWithinMinutes: 5),
                #"project = 10000 AND updated >= -5m AND key >= "ABC-7" ORDER BY key ASC"#
            ),
            (
                .projectCreatedBetween(project: 10000, from: "2024-02-29", to: "2024-03-01", key: "ABC-7"),
                #"project = 10000 AND created >= "2024-02-29" AND created < "2024-03-01" AND key >= "ABC-7" ORDER BY key ASC"#
            ),
            (
                .projectCreatedBetween(project: 10000, from: nil, to: "2024-03-01", key: nil),
                #"project = 10000 AND created < "2024-03-01" ORDER BY key ASC"#
            ),
            (
                .projectCreatedBetween(project: 10000, from: nil, to: nil, key: nil),
                "project = 10000 ORDER BY key ASC"
            ),
            (.all(projects: [1, 2]), "project in (1,2) ORDER BY key ASC"),
        ])
    func text(query: IssueQuery, expected: String) {
        #expect(JQL.text(query) == expected)
    }
}
