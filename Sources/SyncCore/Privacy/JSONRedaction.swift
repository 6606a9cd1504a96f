import Foundation

/// Replaces people in a JSON text of unknown form: objects that look like Jira's users, and mentions in its texts.
package struct JSONRedaction {
    private let redaction: Redaction

    package init(_ redaction: Redaction) { self.redaction = redaction }

    /// The text with people replaced; the text itself where nothing of it changes.
    package func apply(to text: String) -> String {
        guard let value = Self.parse(text), let changed = replace(value) else { return text }
        return Self.text(changed) ?? text
    }

    /// Whether a JSON text has an object, or what mentions and addresses are made of; most texts have not.
    static func mayNamePeople(_ json: UnsafeBufferPointer<UInt8>) -> Bool {
        // { @ ~, or an escape that may stand for one of them.
        json.contains { $0 == 0x7B || $0 == 0x40 || $0 == 0x7E || $0 == 0x5C }
    }

    /// Nil where the text is no JSON.
    package static func parse(_ text: String) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
    }

    package static func text(_ value: Any) -> String? {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        return data.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Nil where nothing changes.
    private func replace(_ value: Any) -> Any? {
        switch value {
        case let text as String: return redaction.text(text)
        case let list as [Any]:
            var isChanged = false
            let new = list.map { member -> Any in
                guard let changed = replace(member) else { return member }
                isChanged = true
                return changed
            }
            return isChanged ? new : nil
        case let object as [String: Any]: return replace(object)
        default: return nil
        }
    }

    private func replace(_ object: [String: Any]) -> [String: Any]? {
        if let person = person(object) { return person }
        var new = object
        var isChanged = false
        for (name, member) in object {
            guard let changed = replace(member) else { continue }
            new[name] = changed
            isChanged = true
        }
        return isChanged ? new : nil
    }

    /// What is left of a user: pseudonyms, and whether the account is active. Links and pictures name people too.
    private func person(_ object: [String: Any]) -> [String: Any]? {
        let key = object["key"] as? String
        let name = object["name"] as? String
        guard let id = key ?? name, !id.isEmpty,
            object["displayName"] != nil || object["emailAddress"] != nil
        else { return nil }
        let names = Redaction.Names(
            key: id, username: name, displayName: object["displayName"] as? String,
            email: object["emailAddress"] as? String)
        let hidden = redaction.names(names)
        guard hidden != names else { return nil }
        var new: [String: Any] = [:]
        if key != nil { new["key"] = hidden.key }
        new["name"] = hidden.username
        new["displayName"] = hidden.displayName
        new["emailAddress"] = hidden.email
        if let active = object["active"] { new["active"] = active }
        return new
    }
}
