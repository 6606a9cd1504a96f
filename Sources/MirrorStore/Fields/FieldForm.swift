import SyncCore

/// What becomes of one value of a custom field: the form of its column and of its rows in `issue_field_values`.
enum FieldForm: Equatable {
    /// A text as it is; no rows.
    case text
    case number
    case instant
    /// The name or key of the one thing it refers to; one row.
    case reference
    /// A JSON array of names or keys; a row each.
    case references
    /// A JSON array of texts; a row each.
    case texts
    /// The key of an issue; one row.
    case issueLink
    /// A JSON array of sprint ids; no rows.
    case sprints
    /// The raw JSON; a row for each element.
    case json
    /// The raw JSON of an empty array or object; no rows.
    case empty

    init(_ value: CustomFieldRow, _ members: ArraySlice<CustomMemberRow>, _ meaning: FieldMeaning) {
        guard let first = members.first else {
            self = .empty
            return
        }
        let shape = first.shape
        if members.contains(where: { $0.shape != shape || ($0.shape != .other && !Self.isWhole($0)) }) {
            self = .json
        } else if shape == .sprint {
            self = .sprints
        } else if value.isList {
            self = Self.list(shape)
        } else if members.count > 1 || (meaning.kind == .cascade && shape == .option) {
            self = shape == .option ? .references : .json
        } else {
            self = Self.single(first, meaning)
        }
    }

    private static func list(_ shape: CustomMemberRow.Shape) -> FieldForm {
        switch shape {
        case .text: .texts
        case .option, .user, .group, .version, .component, .project, .issue: .references
        case .number, .sprint, .other: .json
        }
    }

    private static func single(_ member: CustomMemberRow, _ meaning: FieldMeaning) -> FieldForm {
        switch member.shape {
        case .text:
            switch meaning.kind {
            case .issueLink: .issueLink
            case .instant where member.instant != nil: .instant
            default: .text
            }
        case .number: .number
        case .issue: .issueLink
        case .option, .user, .group, .version, .component, .project: .reference
        case .sprint, .other: .json
        }
    }

    /// Whether the member has what its column would show.
    private static func isWhole(_ member: CustomMemberRow) -> Bool {
        switch member.shape {
        case .number: member.number != nil
        case .sprint: member.refID != nil
        case .other: true
        default: member.shown != nil
        }
    }

    /// The declared type of a new column, by the field's type and its first value.
    func declaredType(_ meaning: FieldMeaning) -> FieldCatalog.ColumnType {
        switch meaning.kind {
        case .number: .real
        case .day: .date
        case .instant: .timestamp
        default: self == .number ? .real : .text
        }
    }
}

extension CustomMemberRow {
    /// What the column of the field shows of it.
    var shown: TextSlice? {
        switch shape {
        case .user, .project, .issue: refKey
        case .text, .option, .group, .version, .component: text
        case .number, .sprint, .other: nil
        }
    }
}
