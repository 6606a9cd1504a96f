import Reporting

/// What was planned and what came of it: sprints, versions, epics.
enum PlanReports {
    static let all: [any ReportDefinition] = [
        VelocityReport(), SprintReport(), BurndownReport(), VersionProgressReport(), EpicProgressReport(),
    ]
}
