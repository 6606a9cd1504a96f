import HTTPCore
import Reporting
import Testing

@testable import JiraMirrorCLI

@Suite("Configuration") struct ConfigurationTests {
    private func load(
        _ yaml: String?, flags: [ConfigurationFlag] = [], environment: [String: String] = [:]
    ) throws -> ConfigurationLoader.Loaded {
        let directory = try TemporaryDirectory()
        if let yaml { _ = try directory.file("config.yaml", yaml) }
        var variables = ["JIRA_MIRROR_HOME": directory.path, "HOME": "/home/ada"]
        variables.merge(environment) { $1 }
        let locations = try Locations(
            profile: "default", configurationFile: nil, environment: variables, workingDirectory: "/work dir")
        return try ConfigurationLoader(
            locations: locations, flags: flags, environment: variables, workingDirectory: "/work dir"
        ).load()
    }

    /// Messages without the file's path.
    private func problems(_ yaml: String, environment: [String: String] = [:]) throws -> [String] {
        do {
            _ = try load(yaml, environment: environment)
            return []
        } catch CommandError.configuration(let problems) {
            return problems.map { problem in
                if case .file(_, let line) = problem.place {
                    "\(line.map(String.init) ?? "-"): \(problem.message)"
                } else {
                    problem.description
                }
            }
        }
    }

    @Test func withoutAFileTheDefaultsHold() throws {
        let loaded = try load(nil)
        #expect(!loaded.hasFile)
        #expect(loaded.configuration.site.url == nil)
        #expect(loaded.configuration.site.consumerKey == "jira-mirror")
        #expect(loaded.configuration.sync.overlapMinutes == 10)
        #expect(loaded.configuration.sync.reconcileEverySeconds == 7 * 86_400)
        #expect(loaded.configuration.mirror.mode == 0o600)
        #expect(loaded.configuration.mirror.path.hasSuffix("/mirror.sqlite"))
        #expect(loaded.configuration.alertAfterSeconds == 7200)
    }

    @Test func aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws {
        let yaml = "network:\n  ca_file: /from/file\n  connect_timeout: 7s\n"
        let variables = ["JIRA_MIRROR_NETWORK_CA_FILE": "/from/environment"]
        let flag = ConfigurationFlag(key: "network.ca_file", name: "--ca-file", value: "flag.pem")
        #expect(try load(yaml).configuration.network.caFile == "/from/file")
        #expect(try load(yaml, environment: variables).configuration.network.caFile == "/from/environment")
        let all = try load(yaml, flags: [flag], environment: variables)
        #expect(all.configuration.network.caFile == "/work dir/flag.pem")
        #expect(all.configuration.network.limits.connectSeconds == 7)
        let shown = all.effective.first { $0.key == "network.ca_file" }
        #expect(shown?.place == .flag("--ca-file"))
    }

    @Test func anEmptyVariableSaysNothing() throws {
        let loaded = try load(
            "sync: {overlap_minutes: 3}", environment: ["JIRA_MIRROR_SYNC_OVERLAP_MINUTES": ""])
        #expect(loaded.configuration.sync.overlapMinutes == 3)
    }

    @Test func allProblemsAreReportedAtOnceWithTheirLines() throws {
        let found = try problems(
            """
            site:
              url: http://jira.example.com
              uri: x
            sync:
              overlap: 5
              concurrency: 99
              max_duration: 10
            mirrors:
              mode: "0666"
            mirror:
              mode: "0666"
            report:
              time_zone: Mars/Olympus
            exports:
              - report: issues
              - {report: issues, path: a.xyz}
              - {report: issues, path: a.csv, fromat: csv}
            """, environment: ["JIRA_MIRROR_AUTH_REPROBE_AFTER": "soon"])
        #expect(
            found == [
                "2: site.url: plain http would show the token to the network; use https",
                "3: unknown key 'site.uri'; did you mean 'site.url'?",
                "5: unknown key 'sync.overlap'; did you mean 'sync.overlap_minutes'?",
                "6: sync.concurrency: 99 is not between 1 and 8",
                "7: sync.max_duration: a length of time is expected (30s, 10m, 2h, 7d), not '10'",
                "8: unknown key 'mirrors'; did you mean 'mirror'?",
                "11: mirror.mode: only reading can be allowed to group and others (0600, 0640, 0644)",
                "13: report.time_zone: 'Mars/Olympus' is no time zone; give an IANA name such as Europe/Berlin",
                "15: exports: the export of 'issues' needs 'path'",
                "16: exports: the format of a.xyz cannot be seen from its ending; add 'format'",
                "17: exports: unknown key 'fromat'; did you mean 'format'?",
                "JIRA_MIRROR_AUTH_REPROBE_AFTER: auth.reprobe_after: a length of time is expected (30s, 10m, "
                    + "2h, 7d), not 'soon'",
            ])
    }

    @Test(
        arguments: [
            ("page_size", "sync.page_size"), ("network.cafile", "network.ca_file"),
            ("sync.overlap", "sync.overlap_minutes"), ("vault.ca_file", "network.ca_file"),
            ("consumerkey", "consumer_key"), ("mirror.pth", "mirror.path"), ("netwrok", "network"),
        ])
    func anUnknownKeyIsAnsweredWithTheNearest(_ key: String, _ expected: String) {
        #expect(SettingReader.nearest(key) == expected)
    }

    @Test func aKeyFarFromAllHasNoSuggestion() {
        #expect(SettingReader.nearest("zzzzzzzz.qqqqqqq") == nil)
    }

    @Test func aKeySetTwiceIsRefused() throws {
        #expect(
            try problems("site.url: https://a.example\nsite:\n  url: https://b.example\n") == [
                "3: 'site.url' is set twice (lines 1 and 3)"
            ])
        #expect(try problems("site:\n  url: https://a.example\n  url: https://b.example\n").count == 1)
    }

    @Test func brokenYAMLNamesTheLineAndQuotesNothing() throws {
        let found = try problems("site:\n  url: [https://secret-host\nnetwork: {")
        #expect(found.count == 1)
        #expect(found.first?.contains("not YAML") == true)
        #expect(found.first?.contains("secret-host") == false)
    }

    @Test func nestedAliasesCannotFillTheMemory() throws {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let members = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            yaml += "a\(level): &a\(level) [\(members)]\n"
        }
        #expect(try problems(yaml).first?.contains("more than") == true)
    }

    @Test func exportsAreReadFromFileAndEnvironment() throws {
        let yaml = """
            exports:
              - report: created-vs-resolved
                path: reports/created.html
                params: {project: [ABC, DEF], weeks: 12}
              - {report: issues, format: csv, path: /srv/out}
            """
        let exports = try load(yaml).configuration.exports
        #expect(exports.count == 2)
        #expect(exports.first?.format == .html)
        #expect(exports.first?.parameters == ["project": ["ABC", "DEF"], "weeks": ["12"]])
        #expect(exports.first?.path.hasSuffix("/reports/created.html") == true)
        #expect(exports.last?.path == "/srv/out")
        let inline = try load(
            nil, environment: ["JIRA_MIRROR_EXPORTS": "[{report: users, path: ~/users.csv}]"]
        ).configuration.exports
        #expect(inline.map(\.path) == ["/home/ada/users.csv"])
        #expect(inline.map(\.format) == [.csv])
    }

    @Test func twoExportsToOneFileAreRefused() throws {
        let yaml = "exports:\n  - {report: a, path: x.csv}\n  - {report: b, path: x.csv}\n"
        #expect(try problems(yaml).first?.contains("two exports write") == true)
    }

    @Test func everySettingIsReadAndListed() throws {
        let read = try load(nil).effective.map(\.key)
        #expect(Set(read) == Set(Settings.all.map(\.key)))
        #expect(read.count == Settings.all.count)
    }

    @Test func theTemplateReadsBackAsItWasWritten() throws {
        let values = [
            "site.url": "https://jira.example.com:8443/jira", "consumer_key": "team:\"x\"#1",
            "network.ca_file": "/etc/my ca.pem",
        ]
        let loaded = try load(ConfigurationTemplate.text(values: values))
        #expect(loaded.configuration.site.url == values["site.url"])
        #expect(loaded.configuration.site.consumerKey == values["consumer_key"])
        #expect(loaded.configuration.network.caFile == "/etc/my ca.pem")
    }

    @Test func everyExampleOfTheTemplateIsValid() throws {
        var values: [String] = []
        for setting in Settings.all where setting.key != "mirror.group" && setting.key != "vault.passphrase" {
            values.append("\(setting.key): \(setting.example)")
        }
        #expect(try problems(values.joined(separator: "\n")) == [])
    }

    @Test func theFirstConfiguredKeySourceWins() throws {
        #expect(
            try load("vault: {key_command: [pass, show, x]}").configuration.vault.key
                == .command(["pass", "show", "x"]))
        #expect(
            try load("vault: {key_command: [pass], key_file: /k}").configuration.vault.key == .file("/k"))
        #expect(try load("vault: {passphrase: true}").configuration.vault.key == .passphrase)
        #expect(try load("vault: {key_env: K}").configuration.vault.key == .environment("K"))
        let plain = try load(nil).configuration.vault
        #expect(!plain.isKeyConfigured)
    }

    @Test func whatIsShownOfACommandIsItsProgram() throws {
        let loaded = try load("vault: {key_command: [echo, s3cret]}\nalert: {on_failure: [tell, t0ken]}")
        #expect(loaded.configuration.alert.onFailure == ["tell", "t0ken"])
        #expect(loaded.effective.first { $0.key == "alert.on_failure" }?.text == "tell …")
        #expect(loaded.configuration.vault.key == .command(["echo", "s3cret"]))
        #expect(loaded.effective.first { $0.key == "vault.key_command" }?.text == "echo …")
    }

    @Test func unknownVariablesAreWarnedOf() throws {
        let loaded = try load(nil, environment: ["JIRA_MIRROR_SYNC_OVERLAP_MINUTE": "3"])
        #expect(
            loaded.warnings.map(\.description) == [
                "JIRA_MIRROR_SYNC_OVERLAP_MINUTE: no key has this variable, it is ignored; did you mean "
                    + "JIRA_MIRROR_SYNC_OVERLAP_MINUTES?"
            ])
    }
}
