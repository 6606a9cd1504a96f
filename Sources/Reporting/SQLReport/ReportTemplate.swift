/// A text of a report's header with figures in braces.
///
/// - `{count}`: the number of rows of the first table.
/// - `{sum:hours}`, `{avg:…}`, `{min:…}`, `{max:…}`, `{first:…}`, `{last:…}`: of a column of the first table.
/// - `{count:people}`, `{sum:people.hours}`: of the table `people`.
/// - `{open}`: a column of the statement after `-- figures:`, or else a parameter.
/// - `{{`: a brace.
package struct ReportTemplate: Hashable, Sendable {
    package enum Function: String, CaseIterable, Hashable, Sendable {
        case count, sum, avg, min, max, first, last
    }

    package struct Placeholder: Hashable, Sendable {
        /// Nil for a figure or a parameter.
        package var function: Function?
        /// Nil is the first table.
        package var table: String?
        /// A column, a figure or a parameter; empty for `count`.
        package var name: String

        /// As it stands in the header.
        package var text: String {
            guard let function else { return "{\(name)}" }
            let argument = [table, name.isEmpty ? nil : name].compactMap { $0 }.joined(separator: ".")
            return "{\(function.rawValue)\(argument.isEmpty ? "" : ":\(argument)")}"
        }
    }

    package enum Part: Hashable, Sendable {
        case text(String)
        case value(Placeholder)
    }

    package private(set) var parts: [Part] = []
    /// Where in the file it stands, from 1.
    package let line: Int

    package var placeholders: [Placeholder] {
        parts.compactMap { if case .value(let placeholder) = $0 { placeholder } else { nil } }
    }

    /// Reads a template.
    ///
    /// - Throws: what is wrong, in words.
    package init(_ source: some StringProtocol, line: Int) throws(HeaderProblem) {
        self.line = line
        var text = ""
        var rest = Substring(source)
        while let character = rest.popFirst() {
            guard character == "{" else {
                text.append(character)
                continue
            }
            if rest.first == "{" {
                rest.removeFirst()
                text.append("{")
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw HeaderProblem("'{' without '}' (write '{{' for a brace)")
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = ""
            parts.append(.value(try Self.placeholder(rest[..<end])))
            rest = rest[rest.index(after: end)...]
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    private static func placeholder(_ text: Substring) throws(HeaderProblem) -> Placeholder {
        if text == "count" { return Placeholder(function: .count, name: "") }
        guard let colon = text.firstIndex(of: ":") else {
            guard !text.isEmpty, !text.contains(where: \.isWhitespace) else {
                throw HeaderProblem("'{\(text)}' is no placeholder: give {count}, {sum:COLUMN} or {FIGURE}")
            }
            return Placeholder(name: String(text))
        }
        let word = String(text[..<colon])
        guard let function = Function(rawValue: word) else {
            let known = Function.allCases.map(\.rawValue)
            throw HeaderProblem(unknown: word, "function", among: known)
        }
        let argument = text[text.index(after: colon)...]
        if function == .count { return Placeholder(function: .count, table: String(argument), name: "") }
        // A column's own name may hold a point; a table's cannot.
        if let point = argument.firstIndex(of: "."), point != argument.startIndex {
            return Placeholder(
                function: function, table: String(argument[..<point]),
                name: String(argument[argument.index(after: point)...]))
        }
        guard !argument.isEmpty else { throw HeaderProblem("'{\(text)}' names no column") }
        return Placeholder(function: function, name: String(argument))
    }

    /// The text with each placeholder replaced by what `value` gives for it.
    package func filled<E: Error>(_ value: (Placeholder) throws(E) -> String) throws(E) -> String {
        var out = ""
        for part in parts {
            switch part {
            case .text(let text): out += text
            case .value(let placeholder): out += try value(placeholder)
            }
        }
        return out
    }
}

/// What is wrong with a line of a header.
package struct HeaderProblem: Error, Equatable, Sendable {
    package var text: String

    package init(_ text: String) { self.text = text }

    /// `unknown KIND 'WORD'; did you mean 'X'?`, or the known ones.
    package init(unknown word: String, _ kind: String, among known: [String]) {
        text =
            "unknown \(kind) '\(word)'"
            + (NearestName.of(word, among: known).map { "; did you mean '\($0)'?" }
                ?? (known.isEmpty ? "; there is none" : "; known: \(known.joined(separator: ", "))"))
    }
}
