import Reporting

/// How work flows: what comes in, how long it takes, where it waits.
enum FlowReports {
    static let all: [any ReportDefinition] = [
        CreatedVsResolvedReport(), CycleTimeReport(), ThroughputReport(), AgingReport(), TimeInStatusReport(),
        CumulativeFlowReport(), NetFlowReport(), BlockedTimeReport(),
    ]
}
