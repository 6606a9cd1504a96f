import Testing

@testable import JiraMirrorCLI

@Suite("Notations of settings") struct SettingTextTests {
    @Test(
        arguments: [
            ("30s", 30.0), ("10m", 600), ("2h", 7200), ("7d", 604_800), ("1h30m", 5400), ("0.5h", 1800),
            ("1 h", 3600),
        ])
    func lengthsOfTime(_ text: String, _ seconds: Double) throws {
        #expect(try SettingText.duration(text, in: 0...1e9) == seconds)
    }

    @Test(arguments: ["", "10", "h", "1x", "-5m", "1h30", "m1", "1e3s", "٣h"])
    func noLengthsOfTime(_ text: String) {
        #expect(throws: Refusal.self) { try SettingText.duration(text, in: 0...1e9) }
    }

    @Test(arguments: [(5400.0, "1h30m"), (0, "0s"), (90_061, "1d1h1m1s"), (0.5, "0.5s")])
    func lengthsAreWrittenShort(_ seconds: Double, _ text: String) {
        #expect(SettingText.duration(seconds) == text)
    }

    @Test(arguments: ["0666", "0700", "777", "0200", "8", "rw", "07777"])
    func modesThatGiveTooMuchOrTooLittle(_ text: String) {
        #expect(throws: Refusal.self) { try SettingText.mode(text) }
    }

    @Test func modesOfReaders() throws {
        #expect(try SettingText.mode("0640") == 0o640)
        #expect(try SettingText.mode("0o644") == 0o644)
        #expect(SettingText.mode(0o640) == "0640")
    }

    @Test(
        arguments: [
            ("https://Jira.Example.com/", "https://jira.example.com"),
            ("https://jira.example.com:443/jira//", "https://jira.example.com/jira"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:2990/jira", "http://[::1]:2990/jira"),
            (" https://jira.example.com:8443 ", "https://jira.example.com:8443"),
        ])
    func baseURLs(_ text: String, _ canonical: String) throws {
        #expect(try SiteURL.parse(text) == canonical)
    }

    @Test(
        arguments: [
            "jira.example.com", "http://jira.example.com", "ftp://jira.example.com", "https://", "",
            "https://u:p@jira.example.com", "https://jira.example.com/?x=1", "https://jira.example.com/#a",
            "https://jira.example.com/browse/ABC-1", "https://jira.example.com/secure/Dashboard.jspa",
            "http://127.0.0.1.example.com",
        ])
    func noBaseURLs(_ text: String) {
        #expect(throws: Refusal.self) { try SiteURL.parse(text) }
    }

    @Test func aProxyNeverHoldsAPassword() throws {
        #expect(try ProxyURL.parse("proxy:3128") == "http://proxy:3128")
        #expect(throws: Refusal.self) { try ProxyURL.parse("http://u:p@proxy:3128") }
        #expect(throws: Refusal.self) { try ProxyURL.parse("gopher://proxy") }
    }
}
