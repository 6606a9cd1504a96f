/// What every record goes through between Jira's answer and the mirror: denied fields are taken out, people get
/// their pseudonyms. The one place that decides it, for rows that arrive and for rows that are held already.
package struct Redaction: Sendable {
    package let denied: DeniedFields
    package let people: Pseudonyms?
    /// Names of custom fields that hold people, in lower case: items of the changelog know fields by name only.
    private(set) var personFields: Set<String>

    package init(
        denied: DeniedFields = DeniedFields(), people: Pseudonyms? = nil, personFields: Set<String> = []
    ) {
        self.denied = denied
        self.people = people
        self.personFields = personFields
    }

    /// The same, with more names of fields that hold people.
    package func naming(fields: [String]) -> Redaction {
        var redaction = self
        redaction.personFields.formUnion(fields.map { $0.lowercased() })
        return redaction
    }

    // MARK: People

    /// What stands for the key or name of a person.
    package func person(_ name: String?) -> String? {
        guard let name, let people else { return name }
        return people.shown(name)
    }

    /// What stands for the full name of the person of this key.
    package func displayName(_ text: String?, of key: String?) -> String? {
        guard let text, let people else { return text }
        if let key {
            if let name = people.displayName(of: key) { return name }
            return Pseudonyms.isPseudonym(key) ? Pseudonyms.displayName(ofPseudonym: key) : text
        }
        return people.displayName(of: text) ?? text
    }

    /// What a person goes by.
    package struct Names: Equatable, Sendable {
        package var key: String
        package var username: String?
        package var displayName: String?
        package var email: String?

        package init(key: String, username: String?, displayName: String?, email: String?) {
            self.key = key
            self.username = username
            self.displayName = displayName
            self.email = email
        }
    }

    /// What stands for all that a person goes by: who is hidden under one name is hidden under all.
    package func names(_ names: Names) -> Names {
        guard let people,
            people.hides(names.key) || people.hides(names.username)
                || names.email.map({ people.email($0) != nil }) == true
        else { return names }
        var new = names
        new.key = people.hidden(names.key)
        new.username = names.username.map { people.hidden($0) }
        new.displayName = names.displayName.map { _ in Pseudonyms.displayName(ofPseudonym: new.key) }
        new.email = names.email.map { people.hidden(email: $0) }
        return new
    }

    /// Whether an item of the changelog names people.
    package func isOfPeople(field: String, type: String?) -> Bool {
        let name = field.lowercased()
        if type != "custom", ["assignee", "reporter", "creator"].contains(name) { return true }
        return personFields.contains(name)
    }

    /// One side of an item that names people: keys, alone or as a list, and full names.
    package func people(value: String?, text: String?) -> (value: String?, text: String?) {
        guard let people else { return (value, text) }
        guard let value, !value.isEmpty else { return (value, displayName(text, of: nil)) }
        let keys = value.split { " ,[]()".contains($0) }.map(String.init)
        var shown = ""
        var key = ""
        for character in value + " " {
            if " ,[]()".contains(character) {
                shown += people.shown(key)
                key = ""
                shown.append(character)
            } else {
                key.append(character)
            }
        }
        shown.removeLast()
        guard let text else { return (shown, nil) }
        if keys.count == 1 { return (shown, displayName(text, of: keys[0])) }
        let names = text.split(separator: ",").map { $0.drop { $0 == " " } }
        if names.count == keys.count {
            let all = zip(names, keys).map { displayName(String($0), of: $1) ?? "" }
            return (shown, all.joined(separator: ", "))
        }
        // Which name is whose nobody can tell.
        let isNamed = keys.contains { people.pseudonym(of: $0) != nil }
        return (shown, isNamed ? keys.map { people.displayName(of: $0) ?? $0 }.joined(separator: ", ") : text)
    }

    // MARK: Texts

    /// The text as it may be stored.
    package func cleaned(_ text: String?) -> String? { text.map { self.text($0) ?? $0 } }

    /// A text with its mentions (`[~name]`) and e-mail addresses replaced; nil where nothing of it changes. Names
    /// in plain words nobody can tell from other words.
    package func text(_ text: String) -> String? {
        guard let people else { return nil }
        var text = text
        return text.withUTF8 { TextRedaction(people).replace($0) }
    }
}
