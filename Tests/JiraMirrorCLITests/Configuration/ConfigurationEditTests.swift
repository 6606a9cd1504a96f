import Testing

@testable import JiraMirrorCLI

@Suite("The site's URL is changed in a configuration that people wrote")
struct ConfigurationEditTests {
    private let new = "https://new.example/jira"

    @Test(
        "only the value changes: comments, order, spacing and the other keys stay",
        arguments: [
            ("site:\n  url: https://old.example\n", "site:\n  url: https://new.example/jira\n"),
            (
                "# mine\nsync:\n  page_size: 3\nsite: # the Jira\n    url:   \"https://old.example\"  # was old\n\n",
                "# mine\nsync:\n  page_size: 3\nsite: # the Jira\n    url:   https://new.example/jira  # was old\n\n"
            ),
            ("site:\n  url: 'https://old.example'", "site:\n  url: https://new.example/jira"),
        ])
    func changed(old: String, expected: String) {
        #expect(ConfigurationEdit.movingSite(in: old, to: new) == expected)
    }

    @Test("the file that init writes is one of those")
    func template() {
        let text = ConfigurationTemplate.text(values: ["site.url": "https://old.example"])
        let moved = ConfigurationEdit.movingSite(in: text, to: new)
        #expect(moved == ConfigurationTemplate.text(values: ["site.url": new]))
    }

    @Test(
        "what is not on a line of its own is left to a person",
        arguments: [
            "site: {url: https://old.example}\n", "sync:\n  page_size: 3\n",
            "site:\n  url: |\n    https://old.example\n",
            "site:\n  url: &u https://old.example\n", "not: [yaml", "",
        ])
    func refused(text: String) { #expect(ConfigurationEdit.movingSite(in: text, to: new) == nil) }
}
