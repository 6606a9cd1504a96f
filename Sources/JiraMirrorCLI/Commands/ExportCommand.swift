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

            A snapshot is the whole mirror as one file of one moment, for backups and for readers elsewhere; its mode and \
            group are those of the mirror. It replaces an older snapshot, and nothing else.

            xlsx is for programs built with it (make install XLSX=1).

            Examples:
              jira-mirror export --list
              jira-mirror export created-vs-resolved --output created.html --param project=ABC
              jira-mirror export issues --format ndjson | jq .key
              jira-mirror export dashboard --output dashboard.xlsx
              jira-mirror export --singer --state state.json | target-postgres --config pg.json >new-state.json
              jira-mirror export --snapshot /srv/backup/jira.sqlite
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

    @Flag(
        help:
            "Write the mirror as messages for Singer targets: schemas, records, deletions, a state at the end."
    )
    var singer = false

    @Option(
        help: ArgumentHelp(
            "With --singer: what the target printed last time; only what changed since is sent.",
            valueName: "file"))
    var state: String?

    @Option(
        help: ArgumentHelp("Copy the mirror, whole and of one moment, to this file.", valueName: "file"),
        completion: .file())
    var snapshot: String?

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
        guard
            [report != nil, list, configured, datasetteMetadata, singer, snapshot != nil].filter({ $0 }).count
                == 1
        else {
            throw ValidationError(
                "name one report, or use --list, --configured, --datasette-metadata, --singer or --snapshot")
        }
        guard snapshot == nil || output == nil else {
            throw ValidationError("--snapshot names its file itself; leave --output out")
        }
        if state != nil, !singer { throw ValidationError("--state goes with --singer") }
    }

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, in: context)
        if let snapshot {
            return try await SnapshotExport(dependencies)
                .write(Directory.resolve(snapshot, from: context.workingDirectory))
        }
        if datasetteMetadata {
            return try write(DatasetteMetadata(try dependencies.reader()).text(), in: context)
        }
        if singer { return try await writeMessages(dependencies, in: context) }
        let catalog = try UserReports.catalog(dependencies)
        if list { return try printList(catalog, in: context) }
        let reader = try dependencies.reader(cacheBytes: MirrorReader.scanCacheBytes)
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

    /// Singer messages, since the state if there is one.
    private func writeMessages(_ dependencies: Dependencies, in context: ProcessContext) async throws {
        let reader = try dependencies.reader(cacheBytes: MirrorReader.scanCacheBytes)
        let export = SingerExport(
            reader, since: try singerState(of: reader, in: context), now: context.now())
        try await Interruption.of(reader) {
            guard let output, output != "-" else { return try export.write(to: context.output) }
            let path = Directory.resolve(output, from: context.workingDirectory)
            try AtomicFile.write(path, mode: 0o666 & ~context.umask, keepsAccess: true) {
                try export.write(to: $0)
            }
        }
    }

    /// A file that is not there, or is empty, is a first load: a script needs no special case for it.
    private func singerState(of reader: MirrorReader, in context: ProcessContext) throws -> SingerState? {
        guard let state else { return nil }
        let path = Directory.resolve(state, from: context.workingDirectory)
        guard let text = try TextFile.read(path, limit: 16 << 20), text.contains(where: { !$0.isWhitespace })
        else { return nil }
        guard let found = SingerState(text: text) else {
            throw CommandError.usage(
                "\(path) holds no state of export --singer", hint: "without --state everything is sent")
        }
        if let site = found.site, let held = try SingerExport.site(reader), site != held {
            throw CommandError.usage(
                "\(path) is the state of \(site), the mirror holds \(held)",
                hint: "after a site move, or for another target, begin without --state: everything is sent")
        }
        return found
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
