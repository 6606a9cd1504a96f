import JiraAPI
import SyncCore
import Testing

@Suite("The site's URL and its queries")
struct JiraSiteTests {
    @Test(
        "a base URL is brought to one form",
        arguments: [
            ("https://Jira.Example.com", "https://jira.example.com"),
            (" https://jira.example.com/ ", "https://jira.example.com"),
            ("https://jira.example.com:443/jira//", "https://jira.example.com/jira"),
            ("http://127.0.0.1:8080/Jira", "http://127.0.0.1:8080/Jira"),
            ("HTTPS://[::1]:8443", "https://[::1]:8443"),
            ("http://[0:0:0:0:0:0:0:1]:8080/jira/", "http://[::1]:8080/jira"),
            ("https://[2001:DB8::00A:0:0]:443", "https://[2001:db8::a:0:0]"),
        ])
    func canonical(text: String, expected: String) throws {
        #expect(try JiraSite(text).baseURL == expected)
    }

    @Test(
        "what cannot be a base URL is refused",
        arguments: [
            "jira.example.com", "ftp://jira.example.com", "https://", "https://user:pw@jira.example.com",
            "https://jira.example.com/?x=1", "https://jira.example.com:99999", "https://jira.exämple.com",
            "https://jira.example.com/a b",
            "https://::1", "https://2001:db8::1/jira", "https://[fe80::1%25eth0]", "https://[g::1]",
            "https://[]",
            "https://[::1", "https://[::1]x", "https://[1.2.3.4]",
        ])
    func refused(text: String) {
        #expect(throws: JiraSite.InvalidURL.self) { try JiraSite(text) }
    }

    @Test("only this machine is loopback")
    func loopback() throws {
        for text in [
            "http://localhost:1", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]:80", "http://[0::1]",
        ] {
            #expect(try JiraSite(text).isLoopback)
        }
        for text in ["http://127.0.0.1.example.com", "http://localhost.example.com", "http://128.0.0.1"] {
            #expect(try !JiraSite(text).isLoopback)
        }
    }

    @Test("queries are percent-encoded below the context path")
    func urls() throws {
        let site = try JiraSite("https://jira.example.com/jira")
        #expect(site.url("/rest/api/2/myself") == "https://jira.example.com/jira/rest/api/2/myself")
        #expect(
            site.url("/x", [("jql", "a >= \"b c\""), ("n", "1+1&2")])
                == "https://jira.example.com/jira/x?jql=a%20%3E%3D%20%22b%20c%22&n=1%2B1%262")
    }

    @Test("plans become JQL")
    func jql() {
        #expect(JQL.text(.updatedWithin(minutes: 12)) == "updated >= -12m ORDER BY updated ASC, key ASC")
        #expect(
            JQL.text(.projectWalk(project: 10000, from: "ABC-7", updatedWithinMinutes: nil))
                == "project = 10000 AND key >= \"ABC-7\" ORDER BY key ASC")
        #expect(
            JQL.text(.projectWalk(project: 10000, from: nil, updatedWithinMinutes: 5))
                == "project = 10000 AND updated >= -5m ORDER BY key ASC")
        #expect(
            JQL.text(.projectCreatedSince(project: 1, day: "2024-02-29"))
                == "project = 1 AND created >= \"2024-02-29\" ORDER BY key ASC")
        #expect(JQL.text(.all(projects: nil)) == "ORDER BY key ASC")
        #expect(JQL.text(.all(projects: [1, 2])) == "project in (1,2) ORDER BY key ASC")
        #expect(JQL.text(.ids([3, 4])) == "id in (3,4) ORDER BY key ASC")
    }
}
