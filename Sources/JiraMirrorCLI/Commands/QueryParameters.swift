import MirrorStore
import Reporting

/// Parameters of a statement as they are typed: `-p name=value`, `-p name:type=value`.
enum QueryParameters {
    private static let types = ["text", "integer", "real", "null"]

    /// The values for a statement.
    ///
    /// - Throws: ``FailureReport`` with everything that is wrong at once: values that cannot be read, names that
    ///   the statement does not have, parameters without a value.
    static func bind(_ texts: [String], to shape: StatementShape) throws -> MirrorArguments {
        var values: [String: MirrorValue] = [:]
        var problems: [String] = []
        for text in texts {
            do {
                let (name, value) = try parse(text)
                if values.updateValue(value, forKey: name) != nil {
                    problems.append("'\(name)' is given more than once")
                }
            } catch {
                problems.append(error.text)
            }
        }
        if let bare = shape.parameters.first(where: { $0.hasPrefix("?") }) {
            problems.append("the parameter \(bare) has no name: write :name, and give -p name=value")
        }
        let known = shape.parameters.filter { !$0.hasPrefix("?") }
        for name in values.keys.sorted() where !known.contains(name) {
            let nearest = NearestName.of(name, among: known.filter { values[$0] == nil })
            let instead =
                nearest.map { "; did you mean '\($0)'?" }
                ?? (known.isEmpty ? "; it has none" : "; it has: \(known.joined(separator: ", "))")
            problems.append("the statement has no parameter '\(name)'\(instead)")
        }
        for name in known where values[name] == nil {
            problems.append("the parameter '\(name)' has no value: give -p \(name)=value")
        }
        guard problems.isEmpty else {
            throw FailureReport("parameters of the query", hints: problems, status: .usage)
        }
        return .named(values)
    }

    private struct Problem: Error {
        var text: String
    }

    private static func parse(_ text: String) throws(Problem) -> (String, MirrorValue) {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw Problem(text: "'\(text)' is no parameter; example: -p project=ABC")
        }
        let value = String(text[text.index(after: sign)...])
        var head = text[..<sign]
        // The sign that it has in the SQL.
        if let first = head.first, ":@$".contains(first) { head.removeFirst() }
        let parts = head.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let name = parts.first, !name.isEmpty else {
            throw Problem(text: "'\(text[..<sign])' is no name of a parameter; example: -p project=ABC")
        }
        let type = parts.count == 2 ? parts[1] : nil
        switch type {
        case nil: return (name, guess(value))
        case "text": return (name, .text(value))
        case "integer":
            guard let number = Int64(value) else {
                throw Problem(text: "'\(name)' is no whole number: '\(value)'")
            }
            return (name, .integer(number))
        case "real":
            guard let number = Double(value), number.isFinite else {
                throw Problem(text: "'\(name)' is no number: '\(value)'")
            }
            return (name, .real(number))
        case "null":
            guard value.isEmpty else { throw Problem(text: "'\(name)' is null and has no value: '\(value)'") }
            return (name, .null)
        default:
            throw Problem(
                text: "'\(type ?? "")' is no type of parameter; there are \(types.joined(separator: ", "))")
        }
    }

    /// A number where the text is the way a number is written: read and printed again it is the same. Versions
    /// (1.10) and numbers with leading zeros (007) stay texts.
    private static func guess(_ text: String) -> MirrorValue {
        if let number = Int64(text), String(number) == text { return .integer(number) }
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 || $0 == 46 }
        if isPlain, let number = Double(text), number.isFinite, "\(number)" == text { return .real(number) }
        return .text(text)
    }
}
