/// The words of `privacy.deny_fields` looked up in Jira's list of fields.
struct FieldChoice: Sendable {
    /// Ids by word.
    var ids: [String: [String]] = [:]
    /// Present names of those fields, in lower case.
    var names: Set<String> = []

    /// - Parameter remembered: what the words meant before: a renamed field stays denied.
    /// - Throws: ``SyncFailure/unknownFields(_:known:)``: a slip of the pen must not store what was to be kept out;
    ///   ``SyncFailure/indispensableFields(_:)``.
    init(
        _ words: [String], in fields: [ReferenceData.Field], remembered: [String: [String]]
    ) throws(SyncFailure) {
        var unknown: [String] = []
        for word in words {
            var found = Set(fields.filter { Self.isMeant($0, by: word) }.map(\.id))
            if found.isEmpty,
                let field = SystemField.allCases.first(where: {
                    $0.rawValue.lowercased() == word.lowercased()
                })
            {
                found = [field.rawValue]
            }
            found.formUnion(remembered[word] ?? [])
            if found.isEmpty { unknown.append(word) } else { ids[word] = found.sorted() }
        }
        guard unknown.isEmpty else {
            throw .unknownFields(unknown, known: fields.map(\.name) + fields.map(\.id))
        }
        let all = Set(ids.values.joined())
        let kept = all.filter { id in
            SystemField.indispensable.contains(id)
                || !(id.hasPrefix("customfield_") || SystemField(rawValue: id) != nil)
        }
        guard kept.isEmpty else { throw .indispensableFields(kept.sorted()) }
        names = Set(fields.filter { all.contains($0.id) }.map { $0.name.lowercased() })
            .union(all.filter { !$0.hasPrefix("customfield_") }.map { $0.lowercased() })
    }

    /// Several fields may share a name: all of them are meant.
    private static func isMeant(_ field: ReferenceData.Field, by word: String) -> Bool {
        field.id.lowercased() == word.lowercased() || field.name.lowercased() == word.lowercased()
    }
}
