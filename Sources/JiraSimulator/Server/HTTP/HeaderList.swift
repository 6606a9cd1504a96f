/// Header fields in order; a name may occur more than once (`Set-Cookie`); names compare without case.
package struct HeaderList: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One header line.
    package struct Field: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package private(set) var fields: [Field] = []

    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// The first value of the field, or nil.
    package subscript(name: String) -> String? { fields.first { Self.same($0.name, name) }?.value }

    /// All values of the field, in order.
    package func values(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// Adds a field and keeps those of the same name.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Sets a field, replacing all of the same name.
    package mutating func set(_ name: String, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Removes all fields of the name.
    package mutating func remove(_ name: String) { fields.removeAll { Self.same($0.name, name) } }

    private static func same(_ a: String, _ b: String) -> Bool {
        a.utf8.count == b.utf8.count && a.lowercased() == b.lowercased()
    }
}
