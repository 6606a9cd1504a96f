import Foundation

/// Values of custom fields as mutations write them.
///
/// One text for each type: a number, `YYYY-MM-DD`, an instant in ISO form or epoch milliseconds, an option, a
/// person, a version; several as a JSON array of texts, or separated by commas; `["Parent","Child"]` of a
/// cascading select; JSON for types that nobody knows.
extension SiteState {
    /// nil where the text says that there is no value.
    func content(
        _ field: FieldDefinition, _ text: String, project: Int
    ) throws(MutationRefusal) -> CustomContent? {
        switch field.kind {
        case .textfield, .textarea, .readonlyfield, .url, .pluginText, .epicLabel, .epicColour:
            return text.isEmpty ? nil : .text(.text(text))
        case .float, .pluginNumber:
            guard let value = Double(text), value.isFinite else { throw .unknown("number", text) }
            return .number(value)
        case .datepicker:
            guard let day = CivilDate.parse(day: text) else { throw .unknown("day", text) }
            return .day(day)
        case .datetime: return .instant(try instant(text))
        case .labels:
            let labels = try texts(text)
            guard labels.allSatisfy({ !$0.contains(" ") }) else { throw .unknown("label", text) }
            return labels.isEmpty ? nil : .labels(labels)
        case .rank: return .rank(text)
        case .sprint: return try sprints(text)
        case .parentLink: return .issue(try issue(text))
        case .pluginObject, .pluginFlag, .pluginList: return try foreign(field, text)
        case .development, .calculated, .epicLink, nil:
            throw MutationRefusal(message: "The field '\(field.name)' cannot be written.")
        default: return try choice(field, text, project)
        }
    }

    private func choice(
        _ field: FieldDefinition, _ text: String, _ project: Int
    ) throws(MutationRefusal) -> CustomContent? {
        switch field.kind {
        case .select, .radiobuttons, .epicStatus: return .option(try option(text, of: field).id)
        case .userpicker: return .user(try person(text))
        case .grouppicker: return .group(text)
        case .version: return .version(try version(text, in: project))
        case .project: return .project(projects[try self.project(text)].id)
        default: break
        }
        let names = try texts(text)
        guard !names.isEmpty else { return nil }
        switch field.kind {
        case .cascadingselect:
            guard let parent = field.options.first(where: { [$0.name, String($0.id)].contains(names[0]) })
            else { throw .unknown("option", names[0]) }
            guard names.count > 1 else { return .cascading(parent.id, child: nil) }
            guard let child = parent.children.first(where: { [$0.name, String($0.id)].contains(names[1]) })
            else { throw .unknown("option", names[1]) }
            return .cascading(parent.id, child: child.id)
        case .multiselect, .multicheckboxes:
            var ids: [Int64] = []
            for name in names { ids.append(try option(name, of: field).id) }
            return .options(ids)
        case .multiuserpicker:
            var people: [Int32] = []
            for name in names { people.append(try person(name)) }
            return .users(people)
        case .multiversion:
            var ids: [Int64] = []
            for name in names { ids.append(try version(name, in: project)) }
            return .versions(ids)
        default: return .groups(names)
        }
    }

    private func instant(_ text: String) throws(MutationRefusal) -> Int64 {
        if let milliseconds = Int64(text) { return milliseconds }
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard let date = try? style.parse(text) else { throw .unknown("instant", text) }
        return Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    private func sprints(_ text: String) throws(MutationRefusal) -> CustomContent? {
        var ids: [Int64] = []
        for part in text.split(separator: ",") {
            guard let id = Int64(part.trimmingPrefix { $0 == " " }),
                agile.sprints[id] != nil
            else { throw .unknown("sprint", String(part)) }
            ids.append(id)
        }
        return ids.isEmpty ? nil : .sprints(ids)
    }

    /// A JSON array of texts, or parts between commas.
    private func texts(_ text: String) throws(MutationRefusal) -> [String] {
        guard text.hasPrefix("[") else {
            return text.split(separator: ",").map { String($0) }
        }
        guard let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
            throw .unknown("list of texts", text)
        }
        return list
    }

    /// JSON of the field's own kind, kept as it is written but for the blanks between its parts.
    private func foreign(_ field: FieldDefinition, _ text: String) throws(MutationRefusal) -> CustomContent {
        let value = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        switch (field.kind, value) {
        case (.pluginObject, is [String: Any]): return .json(CompactJSON.text(text))
        case (.pluginFlag, .some) where text == "true" || text == "false": return .json(text)
        case (.pluginList, let list as [Any]) where !list.isEmpty:
            return .jsonList(CompactJSON.elements(CompactJSON.text(text)))
        default: throw .unknown("value of '\(field.name)'", text)
        }
    }
}

/// Valid JSON without blanks between its parts.
enum CompactJSON {
    static func text(_ json: String) -> String {
        var out = String.UnicodeScalarView()
        scan(json) { scalar, isInside, _ in
            if isInside || !(scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t") {
                out.append(scalar)
            }
        }
        return String(out)
    }

    /// The members of a compact array.
    static func elements(_ json: String) -> [String] {
        var list: [String] = []
        var present = String.UnicodeScalarView()
        scan(json) { scalar, isInside, depth in
            if !isInside, depth == 1, scalar == "," {
                list.append(String(present))
                present = String.UnicodeScalarView()
            } else if depth > 0 {
                present.append(scalar)
            }
        }
        if !present.isEmpty { list.append(String(present)) }
        return list
    }

    /// Every character, whether it lies in a string, and how many brackets are open before it opens and after
    /// it closes one.
    private static func scan(_ json: String, _ body: (Unicode.Scalar, Bool, Int) -> Void) {
        var isInside = false
        var isEscaped = false
        var depth = 0
        for scalar in json.unicodeScalars {
            if isInside {
                body(scalar, true, depth)
                if !isEscaped, scalar == "\"" { isInside = false }
                isEscaped = !isEscaped && scalar == "\\"
                continue
            }
            switch scalar {
            case "\"":
                isInside = true
                body(scalar, true, depth)
            case "[", "{":
                body(scalar, false, depth)
                depth += 1
            case "]", "}":
                depth -= 1
                body(scalar, false, depth)
            default: body(scalar, false, depth)
            }
        }
    }
}
