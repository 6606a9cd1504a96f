/// Which fields an answer shows, from the parameter `fields`.
struct FieldSelection: Sendable {
    /// By position in ``FieldDefinition/all``.
    private(set) var shown: [Bool]
    /// Without any field an issue has no `fields` member at all.
    private(set) var isEmpty: Bool

    enum Default { case all, navigable }

    /// nil or nothing but exclusions begin from the default; `*all`, `*navigable`, ids and `-id` follow.
    ///
    /// Unknown names, `id`, `key` and `issuekey` select nothing.
    init(_ parameter: [String]?, default: Default) {
        let tokens = (parameter ?? []).flatMap { $0.split(separator: ",") }.map {
            String($0.trimmingPrefix { $0 == " " })
        }
        let fields = FieldDefinition.all
        shown = Array(repeating: false, count: fields.count)
        let base: Default? = tokens.contains { !$0.hasPrefix("-") } ? nil : `default`
        if let base { Self.add(base, fields, &shown) }
        for token in tokens {
            switch token {
            case "*all": Self.add(.all, fields, &shown)
            case "*navigable": Self.add(.navigable, fields, &shown)
            default:
                let isExcluded = token.hasPrefix("-")
                let id = isExcluded ? String(token.dropFirst()) : token
                for (index, field) in fields.enumerated() where field.id == id { shown[index] = !isExcluded }
            }
        }
        for (index, field) in fields.enumerated() where field.content == .unused { shown[index] = false }
        isEmpty = !shown.contains(true)
    }

    private static func add(_ base: Default, _ fields: [FieldDefinition], _ shown: inout [Bool]) {
        for (index, field) in fields.enumerated() where base == .all || field.isNavigable {
            shown[index] = true
        }
    }
}
