import CBuildCommit

/// What `--version` prints.
package enum Version {
    /// Semantic version of the program.
    package static let number = "0.1.0"

    /// The commit that was built (`make release` knows it), or nil where the build was not told.
    package static var commit: String? {
        let text = String(cString: jira_mirror_build_commit)
        return text.isEmpty ? nil : text
    }

    /// `0.1.0 (commit 7b22c40f1d5e)`; without the commit where it is not known.
    package static var text: String { text(commit: commit) }

    static func text(commit: String?) -> String {
        commit.map { "\(number) (commit \($0))" } ?? number
    }
}
