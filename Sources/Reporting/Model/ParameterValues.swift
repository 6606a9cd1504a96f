package import SyncCore

/// The parameters of one report, read and checked; what was not given has its default.
package struct ParameterValues: Sendable {
    package enum Value: Hashable, Sendable {
        case text(String)
        case list([String])
        case day(Day)
        case integer(Int64)
        case number(Double)
        case flag(Bool)
    }

    private let values: [String: Value]
    /// Names of the parameters whose value is their default.
    private let usual: Set<String>
    /// The values as they would be given, defaults included: for a report that hands them on.
    package let texts: [String: [String]]
    private let parameters: [ReportParameter]
    package let reportName: String

    /// Reads what was given; all problems come back at once.
    /// - Parameter today: what `today` and `-90d` count from, in the report's time zone.
    package init(
        _ given: [String: [String]], of report: ReportDescription, today: Day
    ) throws(ReportError) {
        var problems: [ParameterProblem] = []
        var values: [String: Value] = [:]
        var used: [String: [String]] = [:]
        var usual: Set<String> = []
        let known = report.parameters.map(\.name)
        for name in given.keys.sorted() where !known.contains(name) {
            problems.append(
                .unknown(name: name, nearest: NearestName.of(name, among: known), known: known))
        }
        for parameter in report.parameters {
            let texts = given[parameter.name] ?? parameter.defaultValue.map { [$0] } ?? []
            if texts.count > 1, !parameter.isList {
                problems.append(.repeated(name: parameter.name))
                continue
            }
            do throws(ParameterProblem) {
                used[parameter.name] = texts.isEmpty ? nil : texts
                let value = try Self.read(texts, as: parameter, today: today)
                if parameter.isRequired, value == nil || value == .list([]) {
                    throw ParameterProblem.missing(name: parameter.name)
                }
                values[parameter.name] = value
                let standard = try? Self.read(
                    parameter.defaultValue.map { [$0] } ?? [], as: parameter, today: today)
                if value == standard { usual.insert(parameter.name) }
            } catch {
                problems.append(error)
            }
        }
        if let from = values["from"], let to = values["to"], case .day(let first) = from,
            case .day(let last) = to, first > last
        {
            problems.append(
                .invalid(name: "from", value: first.text, expected: "a day not after 'to' (\(last.text))"))
        }
        guard problems.isEmpty else { throw .parameters(report: report.name, problems) }
        self.values = values
        self.usual = usual
        texts = used
        self.parameters = report.parameters
        reportName = report.name
    }

    package func value(_ name: String) -> Value? { values[name] }

    package func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    package func list(_ name: String) -> [String] {
        if case .list(let list) = values[name] { list } else { [] }
    }

    package func day(_ name: String) -> Day? {
        if case .day(let day) = values[name] { day } else { nil }
    }

    package func integer(_ name: String) -> Int64? {
        if case .integer(let number) = values[name] { number } else { nil }
    }

    package func flag(_ name: String) -> Bool {
        if case .flag(let flag) = values[name] { flag } else { false }
    }

    /// All parameters as they are used, in the report's order; those without a value say "all" or "none".
    package var used: [UsedParameter] {
        parameters.map { parameter in
            let argument = argument(values[parameter.name])
            let shown = argument.isEmpty ? (parameter.isList ? "all" : "not set") : argument
            return UsedParameter(
                parameter.name, shown, argument: usual.contains(parameter.name) ? nil : argument)
        }
    }

    /// A value as it may be given; empty where there is none.
    private func argument(_ value: Value?) -> String {
        switch value {
        case nil: ""
        case .text(let text): text
        case .list(let list): list.joined(separator: ", ")
        case .day(let day): day.text
        case .integer(let number): String(number)
        case .number(let number): PlainText.real(number) ?? ""
        case .flag(let flag): flag ? "yes" : "no"
        }
    }

    private static func read(
        _ texts: [String], as parameter: ReportParameter, today: Day
    ) throws(ParameterProblem) -> Value? {
        if parameter.isList {
            let members = texts.flatMap { $0.split(separator: ",") }.map(trimmed).filter { !$0.isEmpty }
            return .list(members)
        }
        guard let text = texts.first.map({ trimmed($0[...]) }), !text.isEmpty else { return nil }
        let problem = ParameterProblem.invalid(
            name: parameter.name, value: text, expected: parameter.expectation)
        switch parameter.kind {
        case .text, .board, .sprint: return .text(text)
        case .list, .projects, .issueTypes, .labels, .components, .versions, .people: return nil
        case .day:
            guard let day = DayExpression.day(text, today: today, isLast: parameter.name == "to") else {
                throw problem
            }
            return .day(day)
        case .integer:
            guard let number = Int64(text) else { throw problem }
            return .integer(number)
        case .number:
            guard let number = Double(text), number.isFinite, !text.lowercased().hasPrefix("0x") else {
                throw problem
            }
            return .number(number)
        case .flag:
            switch text.lowercased() {
            case "yes", "true", "1", "on": return .flag(true)
            case "no", "false", "0", "off": return .flag(false)
            default: throw problem
            }
        case .choice(let names):
            guard let name = names.first(where: { $0 == text.lowercased() }) else { throw problem }
            return .text(name)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
