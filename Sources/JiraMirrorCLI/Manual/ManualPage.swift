import Foundation

/// `jira-mirror(1)`: all commands, exit statuses, files and configuration keys, from the same declarations as the
/// program's help.
struct ManualPage {
    private let root: CommandDescription
    private var markup = ManualMarkup()

    /// - Parameter date: the page's date; builds that must repeat give the date of what they build.
    private init(date: Date) throws {
        root = try CommandDescription.root()
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let day = calendar.dateComponents([.year, .month, .day], from: date)
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        markup.raw("Dd \(months[(day.month ?? 1) - 1]) \(day.day ?? 1), \(day.year ?? 1970)")
        markup.raw("Dt JIRA-MIRROR 1")
        markup.raw("Os")
    }

    /// The page in mdoc(7).
    static func text(date: Date) throws -> String {
        var page = try ManualPage(date: date)
        page.head()
        page.commands()
        page.environment()
        page.files()
        page.exitStatus()
        page.examples()
        page.seeAlso()
        return page.markup.text
    }

    private mutating func head() {
        markup.section("NAME")
        markup.macro("Nm", "jira-mirror")
        markup.raw("Nd SQLite mirror of a Jira Server or Data Center site")
        markup.section("SYNOPSIS")
        for (words, command) in root.leaves { synopsis(words, command) }
        markup.section("DESCRIPTION")
        markup.raw("Nm")
        markup.prose(
            """
            keeps a faithful copy of a Jira in an SQLite file, and makes reports and answers SQL from it, offline. \
            A person authorizes it once with the authorize command. From then on the sync command, run by cron or by a \
            timer, reads what changed. Data goes to standard output, talk to standard error; on success and without \
            a terminal, sync is silent.
            """)
    }

    private mutating func synopsis(_ words: [String], _ command: CommandDescription) {
        markup.macro("Nm", "jira-mirror")
        for word in words { markup.macro("Cm", word) }
        markup.raw("Op Ar options")
        for argument in command.shownArguments where argument.kind == .positional {
            let name = ManualMarkup.argument(argument.valueName ?? "value")
            markup.raw((argument.isOptional ? "Op Ar " : "Ar ") + name)
        }
    }

    // MARK: Commands

    private mutating func commands() {
        markup.section("COMMANDS")
        markup.prose(
            """
            The options --profile and --config may also stand before the command. Every command answers \
            --help with its own page.
            """)
        for (words, command) in root.leaves {
            markup.macro("Ss", words.joined(separator: " "))
            if let abstract = command.abstract { markup.prose(abstract) }
            paragraphs(command.prose.text)
            let shown = command.shownArguments
            let arguments = shown.filter { $0.kind == .positional } + shown.filter { $0.kind != .positional }
            guard !arguments.isEmpty else { continue }
            markup.raw("Bl -tag -width Ds")
            for argument in arguments { item(argument) }
            markup.raw("El")
        }
    }

    private mutating func paragraphs(_ lines: [String]) {
        for paragraph in lines.split(whereSeparator: \.isEmpty) {
            markup.raw("Pp")
            markup.prose(paragraph.joined(separator: " "))
        }
    }

    private mutating func item(_ argument: CommandDescription.Argument) {
        let value = argument.valueName.map { " Ar " + ManualMarkup.argument($0) } ?? ""
        if argument.kind == .positional {
            markup.raw("It" + value)
        } else {
            let names = (argument.names ?? []).map { name in
                // Fl writes one dash itself.
                "Fl " + ManualMarkup.argument(name.kind == "long" ? "-" + name.name : name.name)
            }
            markup.raw("It " + names.joined(separator: " , ") + (argument.kind == .option ? value : ""))
        }
        let abstract = argument.abstract ?? ""
        markup.prose(abstract)
        if argument.isRepeating, !abstract.contains("repeat") { markup.prose("May be repeated.") }
        if let value = argument.defaultValue, argument.kind != .flag, !abstract.contains("default") {
            markup.prose("The default is \(value).")
        }
    }

    // MARK: Configuration

    private mutating func environment() {
        markup.section("ENVIRONMENT")
        markup.prose(
            """
            Every key of the configuration file has a variable that wins over the file. An empty one says nothing.
            """)
        markup.raw("Bl -tag -width Ds")
        for setting in Settings.all {
            markup.macro("It", setting.environmentName)
            markup.prose("\(setting.key): \(setting.summary)")
            if setting.fallback.isEmpty {
                markup.prose("No default; for example \(setting.example)")
            } else {
                markup.prose("Default: \(setting.fallback)")
            }
        }
        markup.raw("El")
        markup.raw("Pp")
        markup.prose("These are no keys of the file:")
        markup.raw("Bl -tag -width Ds")
        for (name, meaning) in Self.variables {
            markup.macro("It", name)
            markup.prose(meaning)
        }
        markup.raw("El")
    }

    private static let variables = [
        ("JIRA_MIRROR_HOME", "One directory for everything, instead of those under FILES."),
        ("JIRA_MIRROR_CONFIG", "The configuration file; --config wins."),
        ("JIRA_MIRROR_PROFILE", "The site to work on, where there are several; --profile wins."),
        (
            "CREDENTIALS_DIRECTORY",
            "Set by systemd: a credential jira-mirror.vault.key in it is the vault's key, before any other source."
        ),
        ("NO_COLOR", "Not empty: no colours on a terminal."),
        ("TMPDIR", "Where temporary files of spreadsheets go that are written to a pipe."),
    ]

    private mutating func files() {
        markup.section("FILES")
        markup.raw("Bl -tag -width Ds")
        for (path, meaning) in Self.places {
            markup.raw("It Pa " + ManualMarkup.argument(path))
            markup.prose(meaning)
        }
        markup.raw("El")
        markup.raw("Pp")
        markup.prose("Profiles other than the default have directories of their own below these.")
    }

    private static let places = [
        (
            "$XDG_CONFIG_HOME/jira-mirror/config.yaml",
            "The configuration; $XDG_CONFIG_HOME is ~/.config where it is not set."
        ),
        ("$XDG_CONFIG_HOME/jira-mirror/vault.key", "The key of the vault, mode 0600."),
        (
            "$XDG_CONFIG_HOME/jira-mirror/reports/, views.d/",
            "Reports and views of your own, a .sql file each."
        ),
        (
            "$XDG_DATA_HOME/jira-mirror/default/private/vault.sqlite",
            "The vault: tokens and keys, encrypted; $XDG_DATA_HOME is ~/.local/share where it is not set."
        ),
        (
            "$XDG_DATA_HOME/jira-mirror/default/mirror.sqlite",
            "The mirror, with mirror.sqlite-wal and mirror.sqlite-shm."
        ),
        ("$XDG_DATA_HOME/jira-mirror/default/lock", "Keeps two runs apart."),
    ]

    // MARK: The end

    private mutating func exitStatus() {
        markup.section("EXIT STATUS")
        markup.raw("Bl -tag -width Ds")
        for status in ExitStatus.allCases {
            markup.macro("It", "\(status.rawValue)")
            markup.prose(status.meaning)
        }
        markup.raw("El")
        markup.raw("Pp")
        let order = ExitStatus.precedence.filter { $0 != .done && $0 != .usage }.map { "\($0.rawValue)" }
        markup.prose("With several causes the first of these wins: \(order.joined(separator: ", ")).")
    }

    private mutating func examples() {
        markup.section("EXAMPLES")
        for (words, command) in root.leaves {
            let examples = command.prose.examples
            guard !examples.isEmpty else { continue }
            markup.raw("Pp")
            markup.prose(words.joined(separator: " ") + ":")
            markup.literal(examples)
        }
    }

    private mutating func seeAlso() {
        markup.section("SEE ALSO")
        markup.raw("Xr jira-mirror-sync 1 ,")
        markup.raw("Xr sqlite3 1 ,")
        markup.raw("Xr systemd.timer 5 ,")
        markup.raw("Xr crontab 5")
    }
}
