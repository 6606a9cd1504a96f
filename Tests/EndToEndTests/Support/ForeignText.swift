import Foundation

/// Reads CSV as RFC 4180 says, with any line end.
enum CSVReader {
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var wasQuote = false
        func endCell() {
            row.append(String(cell))
            cell = .init()
        }
        for scalar in text.unicodeScalars {
            if isQuoted {
                if wasQuote {
                    wasQuote = false
                    if scalar == "\"" {
                        cell.append(scalar)
                        continue
                    }
                    isQuoted = false
                } else if scalar == "\"" {
                    wasQuote = true
                    continue
                } else {
                    cell.append(scalar)
                    continue
                }
            }
            switch scalar {
            case "\"" where cell.isEmpty: isQuoted = true
            case ",": endCell()
            case "\n":
                endCell()
                rows.append(row)
                row = []
            default: cell.append(scalar)
            }
        }
        if !cell.isEmpty || !row.isEmpty { rows.append(row + ["the last line does not end"]) }
        return rows
    }
}

/// Looks for what a browser would run or fetch, tag by tag.
enum MarkupReader {
    private static let fetching: Set<String> = [
        "img", "iframe", "object", "embed", "link", "base", "form", "audio", "video", "frame", "image",
        "foreignobject",
    ]

    static func problems(_ markup: String, _ base: String) -> [String] {
        var problems: [String] = []
        var rest = Substring(withoutIcon(markup))
        while let start = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else { return problems + ["a tag without end"] }
            let tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }.lowercased()
            if fetching.contains(name) { problems.append("<\(tag.prefix(60))>") }
            if name == "script" || name == "style" {
                let content = rest.prefix(upTo: rest.range(of: "</\(name)>")?.lowerBound ?? rest.endIndex)
                if content.contains("alert(1)") { problems.append("a payload inside <\(name)>") }
                rest = rest[content.endIndex...]
            }
            for (attribute, value) in attributes(tag.dropFirst(name.count)) {
                if attribute.hasPrefix("on") { problems.append("\(attribute)=\(value.prefix(40))") }
                if ["href", "src", "action", "xlink:href", "srcdoc"].contains(attribute),
                    !value.hasPrefix("#"), !value.hasPrefix(base + "/")
                {
                    problems.append("\(attribute)=\(value.prefix(60))")
                }
            }
        }
        return problems
    }

    /// The page's own icon, a picture inside of it, is the one thing that is linked: once, before any text.
    private static func withoutIcon(_ markup: String) -> String {
        let head = markup.prefix(upTo: markup.range(of: "<title>")?.lowerBound ?? markup.startIndex)
        guard let icon = head.range(of: "<link rel=\"icon\" href=\"data:image/svg+xml,"),
            let end = head[icon.upperBound...].firstIndex(of: "\"")
        else { return markup }
        return markup.replacingCharacters(in: icon.lowerBound...end, with: "<meta ")
    }

    /// As a browser reads them: names end at a blank or `=`, values may be quoted.
    private static func attributes(_ text: Substring) -> [(String, String)] {
        var found: [(String, String)] = []
        var rest = text
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            guard !rest.isEmpty else { return found }
            let name = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != "/" }
            rest = rest.dropFirst(max(1, name.count)).drop { $0.isWhitespace }
            guard rest.first == "=" else {
                found.append((name.lowercased(), ""))
                continue
            }
            rest = rest.dropFirst().drop { $0.isWhitespace }
            if let quote = rest.first, quote == "\"" || quote == "'" {
                let value = rest.dropFirst().prefix { $0 != quote }
                found.append((name.lowercased(), String(value)))
                rest = rest.dropFirst(value.count + 2)
            } else {
                let value = rest.prefix { !$0.isWhitespace }
                found.append((name.lowercased(), String(value)))
                rest = rest.dropFirst(value.count)
            }
        }
    }
}
