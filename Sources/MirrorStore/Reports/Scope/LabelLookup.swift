import Reporting

extension MirrorReader {
    /// The labels of those names, letter case and all, each as the mirror has it: a letter with a mark may be written
    /// in two ways that mean the same, and SQLite compares bytes.
    func labels(
        named wanted: [String], for parameter: String, _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> [String] {
        guard !wanted.isEmpty else { return [] }
        var known: [String: [String]] = [:]
        try report("SELECT DISTINCT label FROM issue_labels") { row in
            if let label = row.text(0) { known[label, default: []].append(label) }
        }
        var found: [String] = []
        for label in wanted {
            if let labels = known[label] {
                found += labels
            } else {
                problems.append(
                    .notInMirror(
                        name: parameter, value: label,
                        nearest: NearestName.of(label, among: known.keys.sorted())))
            }
        }
        return found
    }
}
