import Reporting

extension ReportParameter {
    static let project = ReportParameter("project", .projects, help: "only these projects, by key")
    static let type = ReportParameter("type", .issueTypes, help: "only these issue types, by name")
    static let label = ReportParameter("label", .labels, help: "only issues with one of these labels")
    static let component = ReportParameter(
        "component", .components, help: "only issues of one of these components, by name")
    static let version = ReportParameter(
        "version", .versions, help: "only issues with one of these fix versions, by name")
    static let assignee = ReportParameter(
        "assignee", .people, help: "only issues of these people, by key, login name or full name")
    static let board = ReportParameter(
        "board", .board, help: "only issues of this board, its columns saying what is begun and done")

    /// What narrows every report about issues.
    static let scope: [ReportParameter] = [project, type, label, component, version, assignee]

    static func from(_ value: String?, _ what: String) -> Self {
        ReportParameter("from", .day, default: value, help: "first day: \(what)")
    }
    static func to(_ what: String) -> Self {
        ReportParameter("to", .day, default: "today", help: "last day, included: \(what)")
    }
    static func by(_ value: String) -> Self {
        ReportParameter("by", .choice(["day", "week", "month"]), default: value, help: "length of a period")
    }
    static func subtasks(_ value: String) -> Self {
        ReportParameter("subtasks", .flag, default: value, help: "count sub-tasks as well")
    }
    static let calendar = ReportParameter(
        "calendar", .choice(["elapsed", "business"]), default: "elapsed",
        help: "elapsed counts nights and weekends; business only the configured working hours")
}
