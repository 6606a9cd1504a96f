import Reporting
import SyncCore

/// What a run has to say beside a failure: it went on, and something in the mirror waits for a person.
extension FailureReport {
    init(guardStop stop: DeletionGuard.Stop, program: String) {
        self.init(
            "project \(stop.project): \(stop.vanishing) of \(stop.stored) issues are no longer visible, which is more "
                + "than one run may remove",
            kept: "they are kept; did the account lose a permission?",
            hints: ["if they are really gone, run: \(program) sync --allow-mass-deletion"], status: .dataError
        )
    }

    /// A slip of the pen in the selection must neither mirror nothing nor what was to be left out.
    init(unknownSelection keys: [String], visible: [String], program: String) {
        let near = keys.compactMap { key in
            NearestName.of(key, among: visible).map { "did you mean \($0) by \(key)?" }
        }
        let all = visible.prefix(50).joined(separator: ", ") + (visible.count > 50 ? ", …" : "")
        self.init(
            "the selection names \(keys.count == 1 ? "a project" : "projects") that this account does not see: "
                + keys.joined(separator: ", "),
            kept: "nothing was read or changed",
            hints: near + [
                "it sees: \(all)", "mend sync.projects or sync.exclude_projects; see: \(program) config show",
            ], status: .configuration)
    }

    /// A slip of the pen must not store what was to be kept out.
    init(unknownFields words: [String], known: [String], program: String) {
        let near = words.compactMap { word in
            NearestName.of(word, among: known).map { "did you mean '\($0)' by '\(word)'?" }
        }
        self.init(
            "privacy.deny_fields names what is no field of this site: \(words.joined(separator: ", "))",
            kept: "nothing was read or changed",
            hints: near + [
                "names and ids of fields: \(program) query \"SELECT name, id FROM fields\"",
                "where it is set: \(program) config show",
            ], status: .configuration)
    }

    init(scopeRefused messages: [String], program: String) {
        self.init(
            "Jira does not take sync.jql: \(messages.joined(separator: " "))",
            kept: "nothing was read or changed",
            hints: [
                "try it in Jira's search for issues, as the account of the mirror",
                "where it is set: \(program) config show",
            ], status: .configuration)
    }

    init(newlyQuarantined count: Int, program: String) {
        self.init(
            "\(count) issues could not be read and were put aside",
            kept: "the rest of the mirror is up to date; each run tries them again",
            hints: ["see which and why: \(program) status"], status: .dataError)
    }

    init(expected: Int64, held: Int64, program: String) {
        self.init(
            "Jira counts \(expected) issues, the mirror holds \(held)",
            hints: ["the next run compares again; if it stays so, run: \(program) sync --full"],
            status: .dataError)
    }
}
