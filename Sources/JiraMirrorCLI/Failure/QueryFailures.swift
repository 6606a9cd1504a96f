import MirrorStore
import Reporting
import SyncCore

extension FailureReport {
    /// Why a query gave no result.
    ///
    /// - Parameters:
    ///   - problem: the error explained, where the statement is to blame.
    ///   - file: the file that the statement comes from.
    init(query error: QueryError, problem: QueryProblem?, file: String?, program: String) {
        let start = file.map { "\($0), " } ?? ""
        if case .refused(let message) = error {
            self.init(TerminalText.visible(start + message), status: .usage)
            return
        }
        guard let problem else {
            switch error {
            case .timedOut(let seconds):
                self.init(
                    "the query was stopped: it took longer than \(SettingText.duration(seconds))",
                    hints: [
                        "what was printed is not the whole result", "--timeout sets how long it may take",
                    ],
                    status: .tryLater)
            case .interrupted: self.init("the query was stopped by a signal", status: .tryLater)
            case .store(let error): self.init(store: error, program: program)
            case .sql(let message, _), .refused(let message): self.init(message, status: .usage)
            }
            return
        }
        guard let place = problem.place else {
            self.init(
                "\(start)SQL error: \(TerminalText.visible(problem.message))",
                hints: problem.hints, status: .usage)
            return
        }
        self.init(
            "\(start)SQL error in line \(place.line), column \(place.column): \(TerminalText.visible(problem.message))",
            hints: [place.excerpt] + problem.hints, status: .usage)
    }
}
