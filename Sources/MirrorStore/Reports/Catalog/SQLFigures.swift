import Reporting
import SyncCore

/// Gives the figures in braces of a report's header.
struct SQLFigures {
    let request: ReportRequest
    let place: ReportPlace
    let figures: SQLResult?
    let tables: [SQLResult]

    /// A template for people.
    func text(_ template: ReportTemplate) throws(ReportError) -> String {
        try template.filled { placeholder throws(ReportError) in
            if placeholder.function == nil, figures?.index(of: placeholder.name) == nil,
                let used = request.values.used.first(where: { $0.name == placeholder.name })
            {
                return used.value
            }
            let (value, kind) = try value(placeholder, template.line)
            return text(value, kind)
        }
    }

    /// A template of one figure that must be a whole number; NULL is none.
    func count(_ template: ReportTemplate) throws(ReportError) -> Int {
        guard let placeholder = template.placeholders.first else { return 0 }
        switch try value(placeholder, template.line).0 {
        case .integer(let number): return Int(clamping: number)
        case .null: return 0
        default: throw fault(template.line, "'\(placeholder.text)' is not a whole number")
        }
    }

    /// A search: only days and numbers may be put into it, never a text that somebody gave.
    func jql(_ template: ReportTemplate) throws(ReportError) -> String {
        try template.filled { placeholder throws(ReportError) in
            guard placeholder.function == nil else {
                throw fault(template.line, "'\(placeholder.text)' cannot stand in a search")
            }
            switch request.values.value(placeholder.name) {
            case .day(let day): return "\"\(day.text)\""
            case .integer(let number): return String(number)
            default:
                guard figures?.index(of: placeholder.name) != nil else {
                    throw fault(
                        template.line,
                        "'\(placeholder.text)' cannot stand in a search: it is no day and no whole number that is set"
                    )
                }
                switch try value(placeholder, template.line).0 {
                case .day(let day): return "\"\(day.text)\""
                case .integer(let number): return String(number)
                default:
                    throw fault(
                        template.line,
                        "'\(placeholder.text)' cannot stand in a search: it is no day and no whole number")
                }
            }
        }
    }

    private func value(
        _ placeholder: ReportTemplate.Placeholder, _ line: Int
    ) throws(ReportError) -> (ReportValue, Column.Kind) {
        guard let function = placeholder.function else {
            guard let figures, let index = figures.index(of: placeholder.name) else {
                let known = (figures?.columns ?? []).map(\.name) + request.values.used.map(\.name)
                throw fault(line, HeaderProblem(unknown: placeholder.name, "figure", among: known).text)
            }
            return (figures.figures[index].value(.first), figures.columns[index].kind)
        }
        guard let table = tables.first(where: { $0.section.name == placeholder.table ?? $0.section.name })
        else { throw fault(line, "there is no table '\(placeholder.table ?? "")'") }
        if function == .count { return (.integer(Int64(table.count)), .integer) }
        guard let index = table.index(of: placeholder.name) else {
            throw fault(
                line,
                HeaderProblem(unknown: placeholder.name, "column", among: table.columns.map(\.name)).text)
        }
        let kind = table.columns[index].kind
        return (table.figures[index].value(function), function == .avg && kind == .integer ? .untyped : kind)
    }

    private func text(_ value: ReportValue, _ kind: Column.Kind) -> String {
        switch value {
        case .null: return "–"
        case .integer(let number): return Figure.grouped(Int(clamping: number))
        case .real(let number):
            guard number.isFinite else { return "–" }
            if case .real(let digits) = kind { return Figure.grouped(number, digits: digits) }
            return Figure.grouped(number, digits: number == number.rounded() ? 0 : 1)
        case .text(let text): return text
        case .boolean(let flag): return flag ? "yes" : "no"
        case .day(let day): return day.text
        case .instant(let instant): return request.facts.calendar.minuteText(instant)
        case .bytes: return "–"
        }
    }

    private func fault(_ line: Int, _ problem: String) -> ReportError {
        place.fault(line, problem)
    }
}
