import Testing

@testable import JiraMirrorCLI

@Suite("Places of files") struct LocationsTests {
    private func locations(
        _ environment: [String: String], profile: String = "default", config: String? = nil
    ) throws -> Locations {
        try Locations(
            profile: profile, configurationFile: config, environment: environment, workingDirectory: "/here")
    }

    @Test func theXDGDirectoriesHoldConfigurationAndDataApart() throws {
        let places = try locations(["HOME": "/home/ada"])
        #expect(places.configurationFile == "/home/ada/.config/jira-mirror/config.yaml")
        #expect(places.keyFile == "/home/ada/.config/jira-mirror/vault.key")
        #expect(places.vaultFile == "/home/ada/.local/share/jira-mirror/default/private/vault.sqlite")
        #expect(places.mirrorFile == "/home/ada/.local/share/jira-mirror/default/mirror.sqlite")
        #expect(places.lockFile == "/home/ada/.local/share/jira-mirror/default/lock")
        let moved = try locations(
            ["HOME": "/home/ada", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "relative"], profile: "work")
        #expect(moved.configurationFile == "/c/jira-mirror/work/config.yaml")
        #expect(moved.mirrorFile == "/home/ada/.local/share/jira-mirror/work/mirror.sqlite")
    }

    @Test func oneDirectoryCanHoldEverything() throws {
        let home = ["JIRA_MIRROR_HOME": "data", "HOME": "/home/ada"]
        let places = try locations(home)
        #expect(places.configurationFile == "/here/data/config.yaml")
        #expect(places.vaultFile == "/here/data/vault.sqlite")
        #expect(places.lockFile == "/here/data/lock")
        #expect(try locations(home, profile: "b").mirrorFile == "/here/data/b/mirror.sqlite")
    }

    @Test func theKeyLiesBesideANamedConfiguration() throws {
        let places = try locations(["HOME": "/home/ada"], config: "/etc/jira-mirror/config.yaml")
        #expect(places.keyFile == "/etc/jira-mirror/vault.key")
        #expect(places.reportsDirectory == "/etc/jira-mirror/reports")
    }

    @Test(arguments: ["", "..", "a/b", "../x", "-x", "é", "a b", ".hidden", "reports"])
    func profileNamesThatLeadElsewhere(_ name: String) {
        #expect(throws: CommandError.self) { try locations(["HOME": "/h"], profile: name) }
    }

    @Test func withoutAnyHomeItIsAProblemOfTheConfiguration() {
        #expect(throws: CommandError.self) { try locations(["HOME": "relative"]) }
    }
}
