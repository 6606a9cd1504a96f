import Glibc

/// The profiles of a user: each with a configuration file of its own.
enum Profiles {
    /// Their names, the default one first.
    ///
    /// - Throws: ``CommandError/configuration(_:)`` where no place for the files is known.
    static func all(_ context: ProcessContext) throws(CommandError) -> [String] {
        let first = try Locations(
            profile: Locations.defaultProfile, configurationFile: nil,
            environment: context.environment.filter { $0.key != "JIRA_MIRROR_CONFIG" },
            workingDirectory: context.workingDirectory)
        var names = FileMode.exists(first.configurationFile) ? [Locations.defaultProfile] : []
        let folder = Directory.parent(of: first.configurationFile)
        names += Directory.names(in: folder).sorted().filter { name in
            Locations.isProfileName(name) && name != Locations.defaultProfile
                && FileMode.exists("\(folder)/\(name)/config.yaml")
        }
        return names
    }

    /// Does the same for each, one after the other. What goes wrong with one is told and does not stop the others.
    ///
    /// - Parameter body: gets a profile's name and a context whose talk names it.
    /// - Throws: ``QuietExit`` with the worst status; `CancellationError` after a signal;
    ///   ``CommandError/notInitialized(missing:)`` where there is no profile.
    static func each(
        _ context: ProcessContext, _ body: (String, ProcessContext) async throws -> Void
    ) async throws {
        guard context.environment["JIRA_MIRROR_CONFIG"]?.isEmpty ?? true else {
            throw CommandError.usage(
                "JIRA_MIRROR_CONFIG names one configuration for all profiles", hint: "unset it")
        }
        let names = try all(context)
        guard !names.isEmpty else { throw CommandError.notInitialized(missing: "profile") }
        var statuses: [ExitStatus] = []
        for name in names {
            try Task.checkCancellation()
            var own = context
            own.talk = context.talk.naming(name)
            do {
                try await body(name, own)
            } catch let exit as QuietExit {
                statuses.append(exit.status)
            } catch {
                let report = FailureReport(error, program: "jira-mirror --profile \(name)")
                own.talk.say(report.text)
                statuses.append(report.status)
            }
        }
        let worst = ExitStatus.worst(statuses)
        guard worst == .done else { throw QuietExit(status: worst) }
    }
}
