package import Reporting

/// A file that should be a report and cannot be read as one: listed with its problem, an error only when it is
/// asked for, so that the other reports go on.
package struct BrokenReport: ReportDefinition {
    package let description: ReportDescription
    package let origin: ReportOrigin
    package let source: String?
    package let problem: ReportError?
    private let error: ReportError

    package init(name: String, origin: ReportOrigin, source: String?, _ error: ReportError) {
        description = ReportDescription(
            name: name, title: name, summary: "Cannot be read: \(error)", parameters: [])
        self.origin = origin
        self.source = source
        problem = error
        self.error = error
    }

    package func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument { throw error }
}
