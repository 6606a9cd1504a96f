/// What a custom field's type says about its values. Where it says nothing, the shape of a value decides.
struct FieldMeaning: Equatable {
    enum Kind: Equatable {
        case byShape
        /// A number, also before its first value is seen.
        case number
        case day
        case instant
        /// A parent option and its child: a list in its column even without the child.
        case cascade
        /// Names an issue by its key: Epic Link, Parent Link.
        case issueLink
        /// Differs between two reads of an unchanged issue.
        case volatile
    }

    var kind: Kind = .byShape
    /// What ids of its members stand for, where Jira's own types promise that one id has one name.
    var reference: ReferenceSpace?
    /// Whether its column holds a JSON array.
    var isList = false
    var isEpicLink = false
    var isRank = false

    private static let plain = "com.atlassian.jira.plugin.system.customfieldtypes:"
    private static let software = "com.pyxis.greenhopper.jira:"

    /// `schema` is `fields.schema_custom`.
    init(schema: String?) {
        guard let schema else { return }
        switch schema {
        case Self.plain + "float": kind = .number
        case Self.plain + "datepicker": kind = .day
        case Self.plain + "datetime": kind = .instant
        case Self.plain + "select", Self.plain + "radiobuttons", Self.software + "gh-epic-status":
            reference = .option
        case Self.plain + "multiselect", Self.plain + "multicheckboxes":
            reference = .option
            isList = true
        case Self.plain + "cascadingselect":
            kind = .cascade
            reference = .option
            isList = true
        case Self.plain + "version": reference = .version
        case Self.plain + "multiversion":
            reference = .version
            isList = true
        case Self.plain + "project": reference = .project
        case Self.software + "gh-epic-link":
            kind = .issueLink
            isEpicLink = true
        case "com.atlassian.jpo:jpo-custom-field-parent": kind = .issueLink
        case Self.software + "gh-lexo-rank": isRank = true
        case _ where schema.contains("devsummary"): kind = .volatile
        default: break
        }
    }
}

/// What numbers a member's id counts; the values of `field_options.kind`.
enum ReferenceSpace: String {
    case option, version, project
}
