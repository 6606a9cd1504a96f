import Foundation

/// Names of the columns of `issue_fields`: what SQL can say without quotes, on any system that reads the file.
enum FieldColumnName {
    private static let lengthLimit = 60

    /// The name for a field's column: `severity`; where that is taken, `severity_10042`.
    ///
    /// - Parameter isTaken: whether a column of that name, in lower case, exists already.
    static func make(name: String?, number: Int64, isTaken: (String) -> Bool) -> String {
        let base = snakeCase(name ?? "")
        func isFree(_ candidate: String) -> Bool { !isTaken(candidate) && !reserved.contains(candidate) }
        if !base.isEmpty {
            let plain = shortened(base, suffix: "")
            if isFree(plain) { return plain }
            let suffixed = shortened(base, suffix: "_\(number)")
            if isFree(suffixed) { return suffixed }
        }
        var candidate = "customfield_\(number)"
        var count = 1
        while !isFree(candidate) {
            count += 1
            candidate = "customfield_\(number)_\(count)"
        }
        return candidate
    }

    /// ASCII letters and digits in lower case, `_` for whatever stands between them; accents are dropped.
    private static func snakeCase(_ name: String) -> String {
        // Only so much as could ever be used: a name may be of any length.
        let head = String(String.UnicodeScalarView(name.unicodeScalars.prefix(1000)))
        var result = ""
        var needsGap = false
        for scalar in head.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.isASCII, scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if needsGap, !result.isEmpty { result.append("_") }
                needsGap = false
                result.append(Character(scalar).lowercased())
            } else if let letters = letters[scalar] {
                result += (needsGap && !result.isEmpty ? "_" : "") + letters
                needsGap = false
            } else if scalar.properties.generalCategory != .nonspacingMark {
                needsGap = true
            }
        }
        if let first = result.first, first.isNumber { result = "_" + result }
        return result
    }

    /// Letters that no decomposition turns into ASCII.
    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d",
        "Đ": "d", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ð": "d", "ı": "i",
    ]

    private static func shortened(_ base: String, suffix: String) -> String {
        var head = base.prefix(lengthLimit - suffix.count)
        while head.last == "_" { head.removeLast() }
        return head + suffix
    }

    /// Names that mean something else in SQLite, or that SQLite, DuckDB or PostgreSQL take only in quotes.
    private static let reserved: Set<String> = Set(
        """
        issue_id rowid oid _rowid_ true false
        abort action add after all alter always analyse analyze and any anti array as asc asof asymmetric
        attach authorization autoincrement before begin between binary both by cascade case cast check
        collate collation column columns commit concurrently conflict constraint create cross current
        current_catalog current_date current_role current_schema current_time current_timestamp
        current_user database default deferrable deferred delete desc describe detach distinct do drop each
        else end escape except exclude exclusive exists explain fail fetch filter first following for
        foreign freeze from full function generated glob grant group groups having if ignore ilike
        immediate in index indexed initially inner insert instead intersect into is isnull join key lambda
        last lateral leading left like limit localtime localtimestamp macro map match materialized natural
        no not nothing notnull null nulls of offset on only or order others outer over overlaps partition
        pivot pivot_longer pivot_wider placing plan positional pragma preceding primary qualify query raise
        range recursive references regexp reindex release rename replace restrict returning right rollback
        row rows savepoint select semi session_user set show similar some struct summarize symmetric table
        tablesample temp temporary then ties to trailing transaction trigger try_cast unbounded union unique
        unpivot update user using vacuum values variadic verbose view virtual when where window with within
        without
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
