/// The custom fields of a seeded site: every usual type, and names that break careless readers.
enum SeedFields {
    /// In the order in which issues show them.
    static func make(extra: Int, projects: Int, hostile: Bool) -> [FieldDefinition] {
        FieldDefinition.system + usual + moreTypes + (hostile ? oddlyNamed : [])
            + extras(max(0, extra), projects: projects)
    }

    private static let usual: [FieldDefinition] = [
        .custom(CustomField.development, "Development", .development),
        .custom(CustomField.sprint, "Sprint", .sprint),
        .custom(CustomField.epicLink, "Epic Link", .epicLink),
        .custom(
            CustomField.epicStatus, "Epic Status", .epicStatus,
            options: options(from: 10110, ["To Do", "In Progress", "Done"])),
        .custom(CustomField.epicName, "Epic Name", .epicLabel),
        .custom(CustomField.epicColour, "Epic Colour", .epicColour),
        .custom(CustomField.rank, "Rank", .rank),
        .custom(CustomField.storyPoints, "Story Points", .float),
        .custom(
            CustomField.severity, "Severity", .select,
            options: options(from: 10100, ["Critical", "Major", "Minor, \"cosmetic\""])),
        .custom(CustomField.teamNote, "Team Note", .textfield),
        .custom(CustomField.targetDay, "Target Day", .datepicker),
        .custom(CustomField.sqlNamed, CustomField.sqlName, .textfield),
        .custom(CustomField.severityText, "Severity", .textfield),
    ]

    private static let moreTypes: [FieldDefinition] = [
        .custom(10300, "Root Cause", .textarea),
        .custom(10301, "Import Note", .readonlyfield),
        .custom(10302, "Reference URL", .url),
        .custom(10303, "Cost", .float),
        .custom(10304, "Customer Deadline", .datetime),
        .custom(
            10305, "Impact", .radiobuttons,
            options: options(from: 10120, ["Everybody", "Some people", "=1+1", "null"])),
        .custom(10306, "Platforms", .multiselect, options: platforms),
        .custom(
            10307, "Checklist", .multicheckboxes,
            options: options(from: 10140, ["Tested", "Documented", "[]", "a,b"])),
        .custom(10308, "Region", .cascadingselect, options: regions),
        .custom(10309, "Reviewer", .userpicker),
        .custom(10310, "Approvers", .multiuserpicker),
        .custom(10311, "Owning Group", .grouppicker),
        .custom(10312, "Informed Groups", .multigrouppicker),
        .custom(10313, "Found In", .version),
        .custom(10314, "Also Fixed In", .multiversion),
        .custom(10315, "Related Project", .project),
        .custom(10316, "Tags", .labels),
        .custom(CustomField.parentLink, "Parent Link", .parentLink),
        .custom(10318, "Approval", .pluginText),
        .custom(10319, "Risk Score", .pluginNumber),
        .custom(10320, "Team", .pluginObject),
        .custom(10321, "Steps", .pluginList),
        .custom(10322, "On Hold", .pluginFlag),
        .custom(CustomField.calculated, "Days Waiting", .calculated),
    ]

    /// The first is disabled: issues that have it keep it.
    private static let platforms: [FieldOption] = {
        var list = options(
            from: 10130, ["Windows XP", "Linux", "macOS", "Quote \"double\", 'single'\nand a line", "🐧"])
        list[0].isDisabled = true
        return list
    }()

    private static let regions: [FieldOption] = {
        var list = options(from: 10150, ["Europe", "Asia", "Nowhere"])
        list[0].children = options(from: 10160, ["Berlin", "Zürich", "None"])
        list[1].children = options(from: 10170, ["東京", "None"])
        return list
    }()

    private static func options(from first: Int64, _ names: [String]) -> [FieldOption] {
        names.enumerated().map { FieldOption(id: first + Int64($0), name: $1) }
    }

    /// All texts.
    ///
    /// Names that are reserved words, clash but for their case, or leave nothing that an identifier may hold.
    private static let oddlyNamed: [FieldDefinition] = [
        "team note", "select", "issue_id", "2nd level support", "🚀🔥", "!!! --- ???",
        "\"Quoted\" 'field' `name`", String(repeating: "Very long name ", count: 20), "rowid",
        "Größe & Maß\n(mm)",
    ].enumerated().map { .custom(firstHostile + $0, $1, .textfield) }

    static let firstHostile = 10330

    /// Texts and numbers in turn; all but a tenth belong to one project only, and every fiftieth shares its
    /// name with others.
    private static func extras(_ count: Int, projects: Int) -> [FieldDefinition] {
        (0..<count).map { index in
            let name = index % 50 == 49 ? "Extra again" : "Extra \(index + 1)"
            var field = FieldDefinition.custom(
                CustomField.firstExtra + index, name, index % 2 == 0 ? .textfield : .float)
            if projects > 1, index % 10 != 0 { field.onlyIn = UInt16(clamping: index % projects) }
            return field
        }
    }
}
