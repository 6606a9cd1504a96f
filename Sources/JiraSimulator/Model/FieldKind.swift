/// How the values of a custom field look; the raw value is the last part of the key of its type.
enum FieldKind: String, Sendable, CaseIterable {
    case textfield, textarea, readonlyfield, url, float, datepicker, datetime
    case select, radiobuttons, multiselect, multicheckboxes, cascadingselect
    case userpicker, multiuserpicker, grouppicker, multigrouppicker
    case version, multiversion, project, labels
    case sprint = "gh-sprint"
    case epicLink = "gh-epic-link"
    case epicStatus = "gh-epic-status"
    case epicLabel = "gh-epic-label"
    case epicColour = "gh-epic-color"
    case rank = "gh-lexo-rank"
    /// Of Advanced Roadmaps.
    case parentLink = "jpo-custom-field-parent"
    case development = "devsummary"
    /// Types of apps that no client knows: a text, a number, an object, objects in an array, a boolean.
    case pluginText = "approval-text"
    case pluginNumber = "risk-score"
    case pluginObject = "team"
    case pluginList = "checklist-items"
    case pluginFlag = "on-hold"
    /// Made by a script at each read: its value changes without anybody writing.
    case calculated = "scripted-field"
}

extension FieldKind {
    /// The whole key of the type, as `schema.custom` shows it.
    var key: String {
        switch self {
        case .sprint, .epicLink, .epicStatus, .epicLabel, .epicColour, .rank:
            "com.pyxis.greenhopper.jira:" + rawValue
        case .parentLink: "com.atlassian.jpo:" + rawValue
        case .development: "com.atlassian.jira.plugins.jira-development-integration-plugin:" + rawValue
        case .pluginText, .pluginNumber, .pluginObject, .pluginList, .pluginFlag:
            "com.example.jira.fields:" + rawValue
        case .calculated: "com.onresolve.jira.groovy.groovyrunner:" + rawValue
        default: "com.atlassian.jira.plugin.system.customfieldtypes:" + rawValue
        }
    }

    /// `schema.type` and, of arrays, `schema.items`.
    var schema: (type: String, items: String?) {
        switch self {
        case .textfield, .textarea, .readonlyfield, .url, .epicLabel, .epicColour: ("string", nil)
        case .float, .calculated: ("number", nil)
        case .datepicker: ("date", nil)
        case .datetime: ("datetime", nil)
        case .select, .radiobuttons, .epicStatus: ("option", nil)
        case .multiselect, .multicheckboxes: ("array", "option")
        case .cascadingselect: ("option-with-child", nil)
        case .userpicker: ("user", nil)
        case .multiuserpicker: ("array", "user")
        case .grouppicker: ("group", nil)
        case .multigrouppicker: ("array", "group")
        case .version: ("version", nil)
        case .multiversion: ("array", "version")
        case .project: ("project", nil)
        case .labels, .sprint: ("array", "string")
        case .epicLink, .rank, .parentLink, .development, .pluginText, .pluginNumber, .pluginObject,
            .pluginList, .pluginFlag:
            ("any", nil)
        }
    }

    /// Whether its values are chosen from the field's own options.
    var hasOptions: Bool {
        switch self {
        case .select, .radiobuttons, .multiselect, .multicheckboxes, .cascadingselect, .epicStatus: true
        default: false
        }
    }
}

/// A choice of a select field; of a cascading one the second level lies in ``children``.
struct FieldOption: Sendable, Equatable {
    var id: Int64
    var name: String
    var isDisabled = false
    var children: [FieldOption] = []
}

extension FieldDefinition {
    /// A custom field.
    static func custom(
        _ number: Int, _ name: String, _ kind: FieldKind, options: [FieldOption] = []
    ) -> FieldDefinition {
        FieldDefinition(
            id: "customfield_\(number)", name: name,
            content: kind == .development ? .development : .value, number: number,
            clauses: ["cf[\(number)]", name], type: kind.schema.type, items: kind.schema.items,
            schemaName: kind.key, kind: kind, options: options)
    }

    /// An option of either level.
    func option(_ id: Int64) -> FieldOption? {
        for option in options {
            if option.id == id { return option }
            if let child = option.children.first(where: { $0.id == id }) { return child }
        }
        return nil
    }
}
