import Reporting

/// The findings for people: a line each, and below it how to mend it.
enum DoctorText {
    static func lines(_ findings: [Finding]) -> String {
        let width = findings.map(\.check.count).max() ?? 0
        var lines: [String] = []
        for finding in findings {
            let grade = finding.grade.rawValue.padded(to: 8)
            lines.append("\(grade) \(finding.check.padded(to: width))  \(TerminalText.visible(finding.text))")
            let indent = String(repeating: " ", count: width + 11)
            lines += finding.remedy.map { indent + TerminalText.visible($0) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// `all is well`, `2 failures, 1 warning`.
    static func summary(_ findings: [Finding]) -> String {
        func count(_ grade: Finding.Grade, _ name: String) -> String? {
            let number = findings.filter { $0.grade == grade }.count
            return number == 0 ? nil : "\(number) \(name)\(number == 1 ? "" : "s")"
        }
        let counts = [count(.failure, "failure"), count(.warning, "warning")].compactMap { $0 }
        return counts.isEmpty ? "all is well" : counts.joined(separator: ", ")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
