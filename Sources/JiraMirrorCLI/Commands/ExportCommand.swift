import ArgumentParser
import Foundation
import MirrorStore
import Reporting

/// `export`: a report, to standard output or a file.
struct ExportCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print or save a report.",
        discussion: """
            Reports are built in, or .sql files of your own in the reports directory. A file is written whole \
            or not at all; its format follows its ending. A file that was there hands on its mode and group; a \
            symbolic link is replaced, not followed; a pipe or a device is written to.

            xlsx is for programs built with it (make install XLSX=1).

            Examples:
              jira-mirror export --list
              jira-mirror export created-vs-resolved --output created.html --param project=ABC
              jira-mirror export issues --format ndjson | jq .key
              jira-mirror export dashboard --output dashboard.xlsx
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var format: TableOptions

    @Argument(help: ArgumentHelp("Name of the report.", valueName: "report"))
    var report: String?

    @Flag(help: "List the reports with their parameters.")
    var list = false

    @Flag(help: "Write all reports that 'exports' configures.")
    var configured = false

    @Flag(help: "Write the mirror's metadata file for Datasette: what tables and columns mean.")
    var datasetteMetadata = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("File to write; '-' is standard output.", valueName: "file"))
    var output: String?

    @Option(
        name: [.short, .long], parsing: .singleValue,
        help: ArgumentHelp("A parameter of the report; may be repeated.", valueName: "name=value"))
    var param: [String] = []

    @Option(
        help: ArgumentHelp("Which table of the report the data formats print.", valueName: "name"))
    var tableName: String?

    func validate() throws {
        guard [report != nil, list, configured, datasetteMetadata].filter({ $0 }).count == 1 else {
            throw ValidationError("name one report, or use --list, --configured or --datasette-metadata")
        }
    }

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, in: context)
        if datasetteMetadata {
            return try write(DatasetteMetadata(try dependencies.reader()).text(), in: context)
        }
        let catalog = try UserReports.catalog(dependencies)
        if list { return try printList(catalog, in: context) }
        let reader = try dependencies.reader()
        if configured {
            let failures = try await Interruption.of(reader) {
                ExportPlan(dependencies: dependencies, catalog: catalog).run(reader, banner: nil)
            }
            return try Self.tell(failures, in: context)
        }
        let name = report ?? ""
        let values = try ExportParameters.parse(param)
        let reportContext = dependencies.reportContext()
        try await Interruption.of(reader) {
            try format.print(to: output, in: context) { renderer in
                try catalog.export(
                    name, table: tableName, parameters: values, reader: reader, context: reportContext,
                    with: renderer)
            }
        }
    }

    /// Each failure once; the worst one comes last and gives the exit status.
    private static func tell(_ failures: [FailureReport], in context: ProcessContext) throws {
        let status = ExitStatus.worst(failures.map(\.status))
        guard let worst = failures.lastIndex(where: { $0.status == status }) else { return }
        for index in failures.indices where index != worst { context.talk.say(failures[index].text) }
        throw failures[worst]
    }

    /// Writes a text to the file that was asked for, or to standard output.
    private func write(_ text: String, in context: ProcessContext) throws {
        guard let output, output != "-" else { return try context.output.write(text) }
        let path = Directory.resolve(output, from: context.workingDirectory)
        try AtomicFile.write(path, mode: 0o666 & ~context.umask, keepsAccess: true) { try $0.write(text) }
    }

    private func printList(_ catalog: ReportCatalog, in context: ProcessContext) throws {
        for problem in UserReports.problems(catalog) { context.talk.say("jira-mirror: \(problem)") }
        let format = format.chosen(context.terminal)
        if format == .json || format == .ndjson {
            return try context.output.write(
                try ReportList.json(catalog.definitions, isLines: format == .ndjson))
        }
        try self.format.print(ReportList.table(catalog.definitions), in: context)
    }
}
