import ArgumentParser
import HTTPCore
import JiraAPI
import MirrorStore
import SyncCore

/// `sync`: one run, then the configured exports.
struct SyncCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Bring the mirror up to date, write the configured exports, exit.",
        discussion: """
            The first run fills the mirror; later runs read what changed. It can be stopped at any moment and goes \
            on where it was. Silent on success unless standard error is a terminal.

            Examples:
              jira-mirror sync
              jira-mirror sync --dry-run
              jira-mirror sync --max-duration 10m
              jira-mirror sync --all-profiles
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Flag(help: "Read every issue again.")
    var full = false

    @Flag(help: "Compare ids and dates of all issues with Jira, in both directions.")
    var reconcile = false

    @Option(
        help: ArgumentHelp(
            "Only this part: issues, worklogs, reference, users or agile.", valueName: "stream"))
    var only: [SyncOptions.Part] = []

    @Option(
        help: ArgumentHelp(
            "Only this project of those that are mirrored; repeat it for several.", valueName: "key"))
    var project: [String] = []

    @Flag(help: "Estimate requests, time and disk; write nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("End in good order after this long: 90s, 10m, 2h.", valueName: "duration"))
    var maxDuration: DurationArgument?

    @Flag(help: "Every profile, one after the other; one that fails does not stop the others.")
    var allProfiles = false

    @Flag(help: "Let more than 5 % (and 20 issues) of a project vanish in this run.")
    var allowMassDeletion = false

    func validate() throws {
        if allProfiles, global.profile != nil || global.config != nil {
            throw ValidationError("--all-profiles goes with neither --profile nor --config")
        }
    }

    func perform(in context: ProcessContext) async throws {
        guard allProfiles else { return try await syncOne(in: context) }
        try await Profiles.each(context) { name, context in
            var one = self
            one.global.profile = name
            try await one.syncOne(in: context)
        }
    }

    private func syncOne(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        do {
            try ExportPlan.check(dependencies.configuration, dependencies.locations)
        } catch is FileError {
            // The mirror goes on; the exports will say that they cannot.
        }
        let lock = try lock(dependencies)
        defer { withExtendedLifetime(lock) {} }
        let options = options(dependencies, now: context.now())
        if dryRun {
            try await SyncSession(dependencies, options: options).estimate()
        } else {
            try await run(dependencies, options)
        }
    }

    private func run(_ dependencies: Dependencies, _ options: SyncOptions) async throws {
        let watch = RunWatch(dependencies)
        await watch.started()
        let result: SyncService.Result
        do {
            result = try await SyncSession(dependencies, options: options, logger: watch.logger).run()
        } catch {
            let report = FailureReport(error, program: dependencies.program)
            await watch.ended(report.status, message: report.text)
            throw error
        }
        await watch.ended(result.status, message: result.message)
        guard result.status == .done else { throw QuietExit(status: result.status) }
    }

    /// The profile's lock. That another run has it is no news to cron, unless that run has gone on for long.
    private func lock(_ dependencies: Dependencies) throws -> RunLock {
        do {
            return try dependencies.lock()
        } catch let error as CommandError {
            guard case .anotherRun(_, let path) = error, !dependencies.context.terminal.errorIsTerminal,
                let since = RunLock.taken(path),
                dependencies.context.now() - since < dependencies.configuration.alertAfterSeconds
            else { throw error }
            throw QuietExit(status: .tryLater)
        }
    }

    private func options(_ dependencies: Dependencies, now: Instant) -> SyncOptions {
        let settings = dependencies.configuration.sync
        var options = SyncOptions()
        options.selection = settings.selection
        options.full = full
        options.reconcile = reconcile
        options.allowMassDeletion = allowMassDeletion
        options.projects = project.isEmpty ? nil : project
        options.only = only.isEmpty ? nil : Set(only)
        options.reportTimeZone = dependencies.configuration.reports.timeZone
        options.overlapSeconds = Double(settings.overlapMinutes) * 60
        options.retainDeletedSeconds = dependencies.configuration.retainDeletedSeconds
        options.remoteLinkRequests = settings.remoteLinks
        options.censusEverySeconds = settings.reconcileEverySeconds
        if let concurrency = settings.concurrency { options.concurrency = concurrency }
        if let size = settings.pageSize {
            options.firstPageSize = size
            options.largestPageSize = size
        }
        let limit = maxDuration?.seconds ?? settings.maxDurationSeconds
        options.deadline = limit.map { now + $0 }
        return options
    }
}

extension SyncOptions.Part: ExpressibleByArgument {}

/// A length of time on the command line: a number with `s`, `m`, `h` or `d` behind it.
struct DurationArgument: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = argument.last, let unit = units[last], let value = Double(argument.dropLast()),
            value > 0, value * unit <= 366 * 86_400
        else { return nil }
        seconds = value * unit
    }
}
