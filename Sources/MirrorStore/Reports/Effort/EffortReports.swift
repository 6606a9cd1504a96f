/// What it costs and what is amiss: ages, worklogs, workload, data quality.
enum EffortReports {
    static let all: [any ReportDefinition] = [
        AverageAgeReport(), ResolutionTimeReport(), WorklogReport(),
        BuiltInSQL.report("workload", PackageResources.workload_sql), DataQualityReport(),
    ]
}
