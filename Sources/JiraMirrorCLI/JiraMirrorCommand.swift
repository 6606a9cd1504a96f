import ArgumentParser

/// The root of the command line.
struct JiraMirrorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jira-mirror",
        abstract: "Keeps a faithful SQLite copy of a Jira Server / Data Center site.",
        discussion: """
            First:  jira-mirror init https://jira.example.com
                    jira-mirror authorize
            Then, from cron:  jira-mirror sync
            At any time:  jira-mirror export created-vs-resolved --output created.html

            Data goes to standard output, talk to standard error. Every configuration key has an \
            environment variable: site.url is JIRA_MIRROR_SITE_URL.

            \(ExitStatus.table)
            With several causes: 70, 78, 77, 76, 74, 73, 69, 65, 75 in this order.
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, AuthorizeCommand.self, SyncCommand.self, ExportCommand.self,
            QueryCommand.self, StatusCommand.self, DoctorCommand.self, VerifyCommand.self, ConfigCommand.self,
            VaultCommand.self, PrivacyCommand.self,
            SiteCommand.self, SchemaDocumentCommand.self, ManualCommand.self,
        ])
}
