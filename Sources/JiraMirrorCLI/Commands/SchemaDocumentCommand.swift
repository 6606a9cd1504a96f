import ArgumentParser
import Foundation
import MirrorStore

/// `schema-document`: docs/schema.md, from a new and empty mirror. Hidden: it is for those who build the program.
struct SchemaDocumentCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema-document", abstract: "Print docs/schema.md.",
        discussion: """
            Example:
              jira-mirror schema-document > docs/schema.md
            """, shouldDisplay: false)

    @OptionGroup var global: GlobalOptions

    func perform(in context: ProcessContext) async throws {
        let directory =
            FileManager.default.temporaryDirectory.path + "/jira-mirror-schema-\(UUID().uuidString)"
        try Directory.make(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/mirror.sqlite"
        try MirrorDatabase(options: MirrorOptions(path: path), now: context.now).close()
        try context.output.write(try SchemaDocument.text(MirrorReader(path: path)))
    }
}
