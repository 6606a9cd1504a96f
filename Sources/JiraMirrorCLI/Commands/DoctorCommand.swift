import ArgumentParser

/// `doctor`: everything that an operator would look at.
struct DoctorCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything a run depends on, and say how to mend what is wrong.",
        discussion: """
            Looks at the configuration, files, key and vault, the way to Jira, the grant, the account's rights, the \
            mirror and those who are told of runs. Changes nothing. Ends with 0, or with the status of the worst \
            failure; warnings do not count.

            Examples:
              jira-mirror doctor
              jira-mirror doctor --json
              jira-mirror doctor --probe
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Flag(help: "Try a grant that Jira has rejected; if Jira takes it again, it is active from then on.")
    var probe = false

    @Flag(help: "Print a JSON array: objects with check, grade, text, remedy, exit_status.")
    var json = false

    func perform(in context: ProcessContext) async throws {
        let findings = await examine(in: context)
        let text = json ? try JSONDocument.text(findings, isPretty: true) + "\n" : DoctorText.lines(findings)
        try context.output.write(context.redactor.redact(text))
        try context.output.flush()
        if !json { context.talk.say(DoctorText.summary(findings)) }
        let status = Doctor.status(findings)
        guard status == .done else { throw QuietExit(status: status) }
    }

    /// What keeps the configuration from being read keeps everything else from being looked at.
    private func examine(in context: ProcessContext) async -> [Finding] {
        let dependencies: Dependencies
        do {
            dependencies = try Dependencies(global, vault: vault, in: context)
        } catch {
            return [.failure("configuration", error, program: global.program)]
        }
        return await Doctor(dependencies: dependencies, probesRejected: probe).examine()
    }
}
