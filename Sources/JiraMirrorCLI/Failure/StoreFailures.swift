import Reporting
import SyncCore

extension FailureReport {
    init(store error: StoreError, program: String) {
        let kept = "the mirror is kept as it was; a step that failed changed nothing"
        switch error {
        case .full(let message):
            self.init(
                "no room for the mirror: \(message)", kept: kept,
                hints: [
                    "make room on that file system",
                    "where a limit or a quota is named, raise that (ulimit -f, LimitFSIZE= of the unit)",
                ], status: .inputOutput)
        case .inputOutput(let message):
            self.init(
                "the mirror cannot be read or written: \(message)", kept: kept,
                hints: ["check the disk, its file system and the limits of this user"], status: .inputOutput)
        case .cannotWrite(let message):
            self.init(
                "the mirror cannot be written: \(message)", kept: kept,
                hints: ["check that this user may write the file and its directory"], status: .cannotCreate)
        case .busy(let message):
            self.init(
                "another program is writing to the mirror: \(message)", kept: kept,
                hints: ["end its transaction; the next run tries again"], status: .tryLater)
        case .corrupt(let message):
            self.init(
                "the mirror is damaged: \(message)", kept: "nothing was changed",
                hints: [
                    "move the file away (keep it until this is settled) and run: \(program) sync",
                    "the new one is filled from Jira",
                ], status: .dataError)
        case .newerSchema(let found, let supported):
            self.init(
                "the mirror was written by a newer jira-mirror (schema \(found), this one knows \(supported))",
                kept: "it was not touched", hints: ["install the newer version again"],
                status: .configuration)
        case .notAMirror(let message):
            self.init(
                "the mirror's file is not a mirror: \(message)", kept: "it was not touched",
                hints: ["set mirror.path to another file"], status: .configuration)
        case .unexpected(let message):
            self.init(
                "unexpected error in the mirror: \(message)", kept: kept,
                hints: ["this is a bug of ours: please report it with this line"], status: .software)
        }
    }

    init(report error: ReportError, program: String) {
        switch error {
        case .store(let error): self.init(store: error, program: program)
        case .unknownReport(let name, let nearest):
            self.init(
                "there is no report '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                hints: ["all reports: \(program) export --list"], status: .usage)
        case .parameters(let report, let problems):
            self.init("report '\(report)'", hints: problems.map(\.description), status: .usage)
        case .stopped:
            self.init("\(error)", hints: ["run it again, or narrow what it reads"], status: .tryLater)
        case .formatNotBuilt: self.init("\(error)", hints: [Workbooks.hint], status: .usage)
        case .header, .sql, .workbook:
            self.init("\(error)", status: .usage)
        }
    }
}
