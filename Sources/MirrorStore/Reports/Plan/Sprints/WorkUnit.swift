import Reporting

/// What a plan is measured in.
enum WorkUnit: Equatable {
    case issues
    /// By a custom field, under its present name.
    case points(field: String)

    /// "issues", "points".
    var noun: String {
        switch self {
        case .issues: "issues"
        case .points: "points"
        }
    }

    /// For axes: "Issues", "Story Points".
    var title: String {
        switch self {
        case .issues: "Issues"
        case .points(let field): field
        }
    }

    var columnKind: Column.Kind {
        switch self {
        case .issues: .integer
        case .points: .real(digits: 1)
        }
    }

    /// A cell of a column of that kind.
    func value(_ work: Double) -> ReportValue {
        switch self {
        case .issues: .integer(Int64(exactly: work.rounded()) ?? 0)
        case .points: .real(Self.rounded(work))
        }
    }

    /// "12", "12.5": no more digits than people give estimates.
    static func figure(_ work: Double) -> String {
        let rounded = rounded(work)
        if rounded == rounded.rounded(), let whole = Int(exactly: rounded) { return Figure.grouped(whole) }
        return Figure.grouped(rounded, digits: 1)
    }

    /// "+5", "-3".
    static func signed(_ work: Double) -> String { (rounded(work) > 0 ? "+" : "") + figure(work) }

    /// "12.5 points", "1 issue".
    func text(_ work: Double) -> String {
        let figure = Self.figure(work)
        return "\(figure) " + (figure == "1" ? String(noun.dropLast()) : noun)
    }

    /// A share of a total: 41 %, and – where there is no total.
    static func percent(_ part: Double, of whole: Double) -> String {
        whole > 0 ? Figure.fixed(part / whole * 100, digits: 0) + "\u{202F}%" : "–"
    }

    /// Without the dust of binary fractions.
    static func rounded(_ work: Double) -> Double { (work * 1000).rounded() / 1000 }
}

extension ReportParameter {
    static func unit(_ standard: String?, help: String) -> ReportParameter {
        ReportParameter("unit", .choice(["points", "issues"]), default: standard, help: help)
    }
}
