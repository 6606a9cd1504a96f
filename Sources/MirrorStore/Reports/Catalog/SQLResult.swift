import Reporting

/// What one pass over a statement's rows gave.
struct SQLResult {
    let section: SQLSection
    let columns: [Column]
    /// All rows, also where only some are kept.
    var count = 0
    /// The first rows.
    private(set) var kept: [[ReportValue]] = []
    /// Of each column; over all rows where that was asked for.
    private(set) var figures: [ColumnFigures]
    private let needsAll: Bool
    private let most: Int
    /// Bytes of texts that may still be kept.
    private var bytesLeft: Int

    /// - Parameters:
    ///   - most: rows that are kept.
    ///   - bytes: of texts in them; the row that exceeds it is the first that is not kept.
    init(section: SQLSection, columns: [Column], needsAll: Bool, most: Int, bytes: Int) {
        self.section = section
        self.columns = columns
        self.needsAll = needsAll
        self.most = most
        bytesLeft = bytes
        figures = [ColumnFigures](repeating: ColumnFigures(), count: columns.count)
    }

    var isWhole: Bool { kept.count == count }

    mutating func add(_ values: [ReportValue]) -> RowFlow {
        count += 1
        if kept.count < most { bytesLeft -= values.reduce(0) { $0 + $1.keptBytes } }
        // Once a row is left out, so are all that follow: what is kept is how the table begins.
        if kept.count < most, bytesLeft >= 0 {
            kept.append(values)
        } else if !needsAll {
            return .stop
        }
        if needsAll {
            for index in values.indices { figures[index].add(values[index]) }
        }
        return .next
    }

    func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }
}

/// Figures of one column. NULL counts for nothing.
struct ColumnFigures {
    private(set) var first: ReportValue?
    private(set) var last = ReportValue.null
    private(set) var least = ReportValue.null
    private(set) var greatest = ReportValue.null
    private var numbers = 0
    /// Nil once it is not a whole number any more, or too large for one.
    private var whole: Int64? = 0
    private var total = 0.0

    mutating func add(_ value: ReportValue) {
        if first == nil { first = value }
        last = value
        guard !value.isNull else { return }
        if least.isNull || value.precedes(least) { least = value }
        if greatest.isNull || greatest.precedes(value) { greatest = value }
        guard let number = value.number else { return }
        numbers += 1
        total += number
        guard case .integer(let integer) = value, let sum = whole?.addingReportingOverflow(integer),
            !sum.overflow
        else {
            whole = nil
            return
        }
        whole = sum.partialValue
    }

    func value(_ function: ReportTemplate.Function) -> ReportValue {
        switch function {
        case .count: .integer(Int64(numbers))
        case .sum: whole.map { .integer($0) } ?? .real(total)
        case .avg: numbers > 0 ? .real(total / Double(numbers)) : .null
        case .min: least
        case .max: greatest
        case .first: first ?? .null
        case .last: last
        }
    }
}

extension ReportValue {
    /// What it takes beside its place in a row.
    fileprivate var keptBytes: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        default: 0
        }
    }

    /// What a picture or a sum takes of it.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .real(let number): number.isFinite ? number : nil
        case .boolean(let flag): flag ? 1 : 0
        default: nil
        }
    }

    /// Numbers by size, days and instants by time, texts by their characters; unlike values not at all.
    fileprivate func precedes(_ other: ReportValue) -> Bool {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.text(let a), .text(let b)): return a < b
        case (.day(let a), .day(let b)): return a < b
        case (.instant(let a), .instant(let b)): return a < b
        default:
            guard let a = number, let b = other.number else { return false }
            return a < b
        }
    }
}
