import Foundation
import MirrorStore
import Reporting
import SyncCore

/// The configured exports: written after each run, and by `export --configured`.
struct ExportPlan {
    let dependencies: Dependencies
    let catalog: ReportCatalog

    /// Checks names and formats of reports without reading the mirror.
    ///
    /// - Throws: ``CommandError/configuration(_:)`` with all unknown reports and parameters at once; ``FileError``
    ///   where the directory of the user's own reports cannot be read.
    static func check(_ configuration: Configuration, _ locations: Locations) throws {
        let catalog = try UserReports.catalog(configuration, locations)
        var problems: [ConfigurationProblem] = []
        func problem(_ text: String) {
            problems.append(
                ConfigurationProblem(place: .file(path: configuration.file, line: nil), "exports: \(text)"))
        }
        for export in configuration.exports {
            do {
                let definition = try catalog.definition(named: export.report)
                if let fault = definition.problem { throw fault }
                let known = definition.description.parameters.map(\.name)
                for name in export.parameters.keys.sorted() where !known.contains(name) {
                    let nearest = NearestName.of(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
                    problem("report '\(export.report)' has no parameter '\(name)'\(nearest)")
                }
            } catch {
                problem("\(error)")
            }
        }
        guard problems.isEmpty else { throw CommandError.configuration(problems) }
    }

    /// Writes every export. One that fails does not stop the others; the cancellation of the task stops all that are
    /// left.
    ///
    /// - Parameter banner: shown on top of each report; nil leaves it to what the run journal says.
    /// - Returns: the failures, each named after its file.
    func run(_ reader: MirrorReader, banner: String?) -> [FailureReport] {
        var failures: [FailureReport] = []
        for export in dependencies.configuration.exports {
            do {
                try Task.checkCancellation()
                try write(export, reader, banner)
            } catch {
                var report = FailureReport(error, program: dependencies.program)
                report.what = "export of '\(export.report)' to \(export.path): \(report.what)"
                failures.append(report)
                if Task.isCancelled { break }
            }
        }
        return failures
    }

    private func write(_ export: Configuration.Export, _ reader: MirrorReader, _ banner: String?) throws {
        let mirror = dependencies.configuration.mirror
        var context = dependencies.reportContext()
        context.banner = banner
        // Whoever may read the mirror may read what is made of it.
        let readers = (mirror.mode & 0o044) | (mirror.mode & 0o044) >> 2
        try Directory.make(Directory.parent(of: export.path), mode: 0o700 | readers)
        try AtomicFile.write(export.path, mode: mirror.mode, group: mirror.group) { file in
            try catalog.export(
                export.report, parameters: export.parameters, reader: reader, context: context,
                with: TableOptions.renderer(
                    export.format, forFile: export.path, to: file, in: dependencies.context))
        }
    }
}

extension FailureReport: Error {}

extension Dependencies {
    /// Clock and zone of reports. The mirror's own zone wins, once it states one.
    func reportContext() -> ReportContext {
        let zone = configuration.reports.timeZone.flatMap(TimeZone.init(identifier:)) ?? .current
        return ReportContext(now: context.now(), zone: zone, baseURL: configuration.site.url)
    }
}
