import Testing

@testable import Reporting

@Suite("Names of sheets") struct SheetNamesTests {
    @Test(
        "a name has only what Excel takes",
        arguments: [
            ("a[b]:c*d?e/f\\g", "a-b--c-d-e-f-g"), ("''quoted''", "quoted"), ("", "Sheet"), ("  ' ", "Sheet"),
            ("History", "History (2)"), ("\u{202E}x\u{0}y", "xy"),
            ("An unreasonably long name of a report", "An unreasonably long name of a"),
            (String(repeating: "🙂", count: 20), String(repeating: "🙂", count: 15)),
        ])
    func permitted(wanted: String, name: String) {
        var names = SheetNames()
        #expect(names.unique(wanted) == name)
        #expect(name.utf16.count <= SheetNames.longest)
    }

    @Test("no two are alike, letter case aside, and none grows too long")
    func unique() {
        var names = SheetNames()
        let long = String(repeating: "n", count: 31)
        #expect(names.unique(long) == long)
        #expect(names.unique(long.uppercased()) == String(repeating: "N", count: 27) + " (2)")
        #expect(names.unique(long) == String(repeating: "n", count: 27) + " (3)")
    }
}
