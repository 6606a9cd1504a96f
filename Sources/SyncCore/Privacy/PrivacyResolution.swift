/// What the rules of privacy come to on this site.
struct PrivacyResolution: Sendable {
    var redaction: Redaction
    /// What to remember.
    var state: PrivacyState

    /// - Parameters:
    ///   - fields: Jira's list of fields; not looked at where there is no rule.
    ///   - former: the state that the last run left.
    /// - Throws: ``SyncFailure/unknownFields(_:known:)``, ``SyncFailure/indispensableFields(_:)``.
    init(
        _ rules: PrivacyRules, fields: [ReferenceData.Field], remembered former: PrivacyState
    ) throws(SyncFailure) {
        state = PrivacyState()
        redaction = Redaction()
        guard !rules.isEmpty else { return }
        let choice = try FieldChoice(rules.deniedFields, in: fields, remembered: former.denied)
        state.denied = choice.ids
        if !choice.ids.isEmpty {
            // A field that was renamed is known to histories by its former name.
            let kept = state.ids.isSuperset(of: former.ids) ? former.names : []
            state.names = choice.names.union(kept).sorted()
        }
        state.isPseudonymous = rules.people?.coversEverybody ?? false
        state.keyCheck = rules.people?.keyCheck
        state.people = rules.people?.listCode
        let ofPeople = fields.filter { $0.custom && ($0.schemaType == "user" || $0.schemaItems == "user") }
        redaction = Redaction(
            denied: DeniedFields(ids: state.ids, names: Set(state.names)), people: rules.people,
            personFields: Set(ofPeople.map { $0.name.lowercased() }))
    }
}

/// What other rules than the last run's ask for.
struct PrivacyChange: Sendable {
    /// Fields that came on the list, and those that left it.
    let denied: Set<String>
    let allowed: Set<String>
    /// Whether the mirror may hold something of a denied field.
    let erasesFields: Bool
    /// Whether people who have a pseudonym in the mirror are to get their names, or another pseudonym.
    let restoresPeople: Bool
    /// Whether the mirror may name somebody who is not to be named.
    let hidesPeople: Bool
    /// Whether the list of single people who are not to be named is lost.
    let losesPeople: Bool
    private let isPseudonymous: Bool
    private let isOtherKey: Bool

    init(from old: PrivacyState, to new: PrivacyState) {
        denied = new.ids.subtracting(old.ids)
        allowed = old.ids.subtracting(new.ids)
        erasesFields = !denied.isEmpty || !Set(new.names).isSubset(of: old.names)
        isPseudonymous = new.isPseudonymous
        isOtherKey = old.keyCheck != nil && new.keyCheck != nil && old.keyCheck != new.keyCheck
        restoresPeople = (old.isPseudonymous && !new.isPseudonymous) || isOtherKey
        hidesPeople =
            new.keyCheck != nil
            && (isOtherKey || (!old.isPseudonymous && new.isPseudonymous) || old.people != new.people)
        losesPeople = old.people != nil && new.people == nil && !new.isPseudonymous
    }

    /// A line each.
    var notices: [String] {
        func list(_ ids: Set<String>) -> String { ids.sorted().joined(separator: ", ") }
        var notices: [String] = []
        if !denied.isEmpty {
            notices.append("kept out of the mirror, what it holds of them is erased: \(list(denied))")
        }
        if !allowed.isEmpty { notices.append("mirrored again, issue by issue: \(list(allowed))") }
        if restoresPeople {
            notices.append(
                isOtherKey
                    ? "the key of the pseudonyms is another one: all issues and people are read anew"
                    : "people have their names again: all issues and people are read anew")
        }
        if hidesPeople {
            notices.append(
                isPseudonymous
                    ? "everybody in the mirror has a pseudonym"
                    : "people who were purged have a pseudonym in the whole mirror")
        }
        return notices
    }
}
