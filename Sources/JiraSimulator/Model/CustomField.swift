/// The numbers of the seeded custom fields (`customfield_NNNNN`).
enum CustomField {
    static let development = 10000
    static let sprint = 10101
    static let epicLink = 10102
    static let epicStatus = 10103
    static let epicName = 10104
    static let epicColour = 10105
    static let rank = 10106
    static let storyPoints = 10107
    static let severity = 10200
    static let teamNote = 10201
    static let targetDay = 10202
    /// Its name is SQL.
    static let sqlNamed = 10203
    /// Another field named "Severity", a text.
    static let severityText = 10204

    static let parentLink = 10317
    static let calculated = 10323
    /// Of the first field that ``SiteOptions/extraCustomFields`` adds.
    static let firstExtra = 20001
    /// Of the first field that a mutation makes.
    static let firstMade = 40000

    /// Those that ``SeedIssue`` fills itself.
    static let filledFirst: Set<Int> = [
        development, sprint, epicLink, epicName, rank, storyPoints, severity, teamNote, targetDay, sqlNamed,
        severityText, parentLink, calculated,
    ]

    static let sqlName = "order\"); DROP TABLE issues; --"
}
