import SyncCore

/// Values as cells, with Excel's limits.
struct WorkbookCells {
    /// What a sheet could not show as it is.
    struct Losses: Hashable {
        var cutTexts = 0
        var keysWithoutLink = 0
    }

    private let limits: WorkbookLimits
    private let calendar: ReportCalendar
    private let site: SiteLinks?
    private(set) var losses = Losses()
    private var links = 0

    /// Excel counts days from here; before 1900-03-01 it counts them wrongly (it knows a 29 February 1900).
    private static let epoch = Day(year: 1899, month: 12, day: 30)
    private static let span = Day(year: 1900, month: 3, day: 1)...Day(year: 9999, month: 12, day: 31)
    /// Excel shows 15 digits; longer numbers are texts, so that none is lost.
    private static let greatest: Int64 = 999_999_999_999_999

    init(options: RenderOptions, limits: WorkbookLimits) {
        self.limits = limits
        calendar = ReportCalendar(zone: options.timeZone)
        site = options.site
    }

    mutating func cell(_ value: ReportValue, _ column: Column) -> WorkbookCell {
        switch value {
        case .null: return .empty
        case .integer(let number):
            guard number.magnitude <= Self.greatest.magnitude else { return text(String(number)) }
            return WorkbookCell(.number(Double(number)))
        case .real(let number):
            guard number.isFinite else { return .empty }
            if case .real(let digits) = column.kind {
                return WorkbookCell(.number(number), .decimals(min(max(digits, 0), 9)))
            }
            return WorkbookCell(.number(number))
        case .boolean(let flag): return WorkbookCell(.boolean(flag))
        case .day(let day):
            guard Self.span.contains(day) else { return text(day.text) }
            return WorkbookCell(.number(Double(day.daysSince1970 - Self.epoch.daysSince1970)), .day)
        case .instant(let instant):
            guard Self.span.contains(calendar.day(of: instant)) else { return text(instant.text) }
            let days = calendar.wallDays(instant) - Double(Self.epoch.daysSince1970)
            return WorkbookCell(.number(days), .instant)
        case .text(let key) where column.kind == .issueKey && !key.isEmpty: return link(key)
        case .text(let text): return self.text(text)
        case .bytes(let bytes): return text(PlainText.hexadecimal(bytes))
        }
    }

    /// A text as it is.
    mutating func text(_ text: String, _ style: WorkbookCell.Style = .plain) -> WorkbookCell {
        let (fitted, isCut) = WorkbookText.fitted(text, limits.textLength)
        if isCut { losses.cutTexts += 1 }
        return WorkbookCell(.text(fitted), style)
    }

    /// A text that leads somewhere, where Excel takes the address.
    mutating func link(_ text: String, url: String) -> WorkbookCell {
        guard url.utf8.count <= limits.urlLength, links < limits.links else { return self.text(text) }
        links += 1
        return WorkbookCell(.link(WorkbookText.fitted(text, limits.textLength).text, url: url), .link)
    }

    private mutating func link(_ key: String) -> WorkbookCell {
        guard let site else { return text(key) }
        let cell = link(key, url: site.issue(key))
        if cell.style != .link { losses.keysWithoutLink += 1 }
        return cell
    }
}
