/// Which fields an answer shows, from the parameter `fields`.
struct FieldSelection: Sendable {
    private let tokens: [String]
    private let fallback: Default

    enum Default { case all, navigable }

    /// nil or nothing but exclusions begin from the default; `*all`, `*navigable`, ids and `-id` follow.
    ///
    /// Unknown names, `id`, `key` and `issuekey` select nothing.
    init(_ parameter: [String]?, default: Default) {
        tokens = (parameter ?? []).flatMap { $0.split(separator: ",") }.map {
            String($0.trimmingPrefix { $0 == " " })
        }
        fallback = `default`
    }

    /// The chosen ones of a site's fields, in their order.
    func shown(of fields: [FieldDefinition]) -> [FieldDefinition] {
        var shown = Array(repeating: false, count: fields.count)
        func add(_ base: Default) {
            for (index, field) in fields.enumerated() where base == .all || field.isNavigable {
                shown[index] = true
            }
        }
        if !tokens.contains(where: { !$0.hasPrefix("-") }) { add(fallback) }
        var positions: [String: Int] = [:]
        if !tokens.isEmpty { for (index, field) in fields.enumerated() { positions[field.id] = index } }
        for token in tokens {
            switch token {
            case "*all": add(.all)
            case "*navigable": add(.navigable)
            default:
                let isExcluded = token.hasPrefix("-")
                if let index = positions[isExcluded ? String(token.dropFirst()) : token] {
                    shown[index] = !isExcluded
                }
            }
        }
        return zip(fields, shown).filter { $1 && $0.content != .unused }.map { $0.0 }
    }
}
