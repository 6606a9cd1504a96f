import ArgumentParser
import Foundation
import SyncCore

/// `manual`: jira-mirror(1). Hidden: it is for those who build and package the program.
struct ManualCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print the manual page jira-mirror(1) in mdoc.",
        discussion: """
            Its date is SOURCE_DATE_EPOCH where that is set, so that a build can be repeated.

            Example:
              jira-mirror manual | man -l -
            """, shouldDisplay: false)

    @OptionGroup var global: GlobalOptions

    func perform(in context: ProcessContext) async throws {
        var seconds = Double(context.now().milliseconds / 1000)
        if let text = context.environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
            guard let given = Int64(text), (0...253_402_300_799).contains(given) else {
                throw CommandError.usage("SOURCE_DATE_EPOCH is '\(text)'; seconds since 1970 are expected")
            }
            seconds = Double(given)
        }
        try context.output.write(ManualPage.text(date: Date(timeIntervalSince1970: seconds)))
    }
}
