import HTTPCore
import JiraAPI
import MirrorStore
import OpenSSLCrypto
import Reporting
import SyncCore
import TokenVault

#if XLSX
    import XLSXWriter
#endif

/// What a person is told when a command fails: what happened, what was kept, what to do, and the exit status.
///
/// This is the one place that turns errors into words. One file beside it for each family of errors.
package struct FailureReport: Equatable, Sendable {
    /// One line, in lower case and without a final period.
    package var what: String
    /// What is still as it was, where somebody might fear for it.
    package var kept: String?
    /// What to do, a line each.
    package var hints: [String]
    package var status: ExitStatus

    init(_ what: String, kept: String? = nil, hints: [String] = [], status: ExitStatus) {
        self.what = what
        self.kept = kept
        self.hints = hints
        self.status = status
    }

    /// The report of any error that can reach the top.
    ///
    /// - Parameter program: how the program is called in hints: `jira-mirror`, or with its `--profile`.
    package init(_ error: any Error, program: String = "jira-mirror") {
        switch error {
        case let report as FailureReport: self = report
        #if XLSX
            case let error as XLSXError: self.init(xlsx: error)
        #endif
        case let error as CommandError: self.init(command: error, program: program)
        case let error as FileError: self.init(file: error)
        case let error as TransportError: self.init(transport: error)
        case let error as SourceError: self.init(source: error, program: program)
        case let error as StoreError: self.init(store: error, program: program)
        case let error as ReportError: self.init(report: error, program: program)
        case let error as VaultError: self.init(vault: error, program: program)
        case let error as AuthorizationError: self.init(authorization: error, program: program)
        case let error as CallbackListenerError: self.init(callback: error, program: program)
        case let error as QueryError: self.init(report: ReportError(reading: error), program: program)
        case let error as SiteProbeError: self.init(probe: error, program: program)
        case let error as JiraSite.InvalidURL: self.init(error.description, status: .configuration)
        case let error as CryptoError: self.init(crypto: error)
        case let error as HealthPing.Failure: self.init(ping: error)
        case let error as FailureHook.Failure: self.init(hook: error)
        case is CancellationError: self.init(command: .interrupted("a signal"), program: program)
        default:
            self.init(
                "unexpected error: \(error)",
                hints: ["this is a bug of ours: please report it with this line"], status: .software)
        }
    }

    /// The lines for standard error, without a final newline.
    package var text: String {
        let indented = ([kept].compactMap { $0 } + hints).flatMap { $0.split(separator: "\n") }
        return (["jira-mirror: \(what)"] + indented.map { "    \($0)" }).joined(separator: "\n")
    }
}
