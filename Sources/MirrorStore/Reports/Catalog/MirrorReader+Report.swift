import GRDBSQLite
package import Reporting
import SyncCore

extension MirrorReader {
    /// As ``rows(sql:arguments:timeout:header:_:)``, for a report's own SQL: a body that cannot throw, and the
    /// errors of reports.
    func report(
        _ sql: String, _ arguments: MirrorArguments = .none, _ body: (MirrorRow) -> Void
    ) throws(ReportError) {
        do {
            try rows(sql: sql, arguments: arguments, body)
        } catch {
            throw ReportError(reading: error)
        }
    }
}

extension ReportError {
    /// What the reader threw, as an error of a report.
    package init(reading error: any Error) {
        switch error {
        case let error as ReportError: self = error
        case let error as StoreError: self = .store(error)
        case QueryError.sql(let message, _): self = .sql(message)
        case QueryError.refused(let message): self = .sql(message)
        case QueryError.timedOut(let seconds): self = .stopped("it took longer than \(seconds) seconds")
        case QueryError.interrupted: self = .stopped("interrupted")
        case QueryError.store(let error): self = .store(error)
        default: self = .store(.unexpected(String(describing: error)))
        }
    }
}

extension MirrorRow {
    /// The integer of a column that is never NULL (NULL reads as 0): one call into SQLite instead of two, for
    /// passes over millions of rows.
    func number(_ index: Int) -> Int64 {
        sqlite3_column_int64(statement, Int32(index))
    }

    /// A TIMESTAMP column; nil where it is NULL or not of the mirror's form.
    func instant(_ index: Int) -> Instant? {
        withUTF8(index) { Instant(mirrorText: $0) }
    }

    /// A DATE column, `YYYY-MM-DD`; nil where it is NULL or of another form.
    func day(_ index: Int) -> Day? {
        withUTF8(index) { bytes in
            guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
            var fields = (0, 0, 0)
            for (position, byte) in bytes.enumerated() where position != 4 && position != 7 {
                guard (48...57).contains(byte) else { return nil }
                let digit = Int(byte) - 48
                switch position {
                case ..<4: fields.0 = fields.0 * 10 + digit
                case ..<7: fields.1 = fields.1 * 10 + digit
                default: fields.2 = fields.2 * 10 + digit
                }
            }
            guard (1...12).contains(fields.1), (1...31).contains(fields.2) else { return nil }
            return Day(year: fields.0, month: fields.1, day: fields.2)
        }
    }

    /// A value as a report prints it; the column's kind says what a text or a number means.
    func reportValue(_ index: Int, _ kind: Column.Kind) -> ReportValue {
        switch self[index] {
        case .null: return .null
        case .integer(let number):
            if kind == .boolean, number == 0 || number == 1 { return .boolean(number == 1) }
            return .integer(number)
        case .real(let number): return .real(number)
        case .blob(let bytes): return .bytes(bytes)
        case .text(let text):
            switch kind {
            case .instant: return instant(index).map { .instant($0) } ?? .text(text)
            case .day: return day(index).map { .day($0) } ?? .text(text)
            default: return .text(text)
            }
        }
    }
}
