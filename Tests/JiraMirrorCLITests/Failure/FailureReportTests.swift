import HTTPCore
import JiraAPI
import MirrorStore
import OpenSSLCrypto
import Reporting
import SyncCore
import Testing
import TokenVault

@testable import JiraMirrorCLI

@Suite("Failure reports") struct FailureReportTests {
    private typealias Status = JiraMirrorCLI.ExitStatus
    private struct Unknown: Error {}

    /// Every situation that has a status of its own in the contract.
    private static let table: [(any Error & Sendable, Status)] = [
        (CommandError.usage("x"), .usage),
        (ReportError.unknownReport(name: "x", nearest: "y"), .usage), (ReportError.sql("syntax"), .usage),
        (QueryError.sql(message: "no such table", offset: 3), .usage), (QueryError.refused("x"), .usage),
        (StoreError.corrupt("x"), .dataError), (VaultError.damaged(path: "v", detail: "x"), .dataError),
        (ReportError.store(.corrupt("x")), .dataError), (CryptoError.authenticationFailed, .dataError),
        (SiteProbeError.notFound(suggestion: nil), .unavailable), (SiteProbeError.cloud, .unavailable),
        (SiteProbeError.transport(.couldNotResolve("x")), .unavailable),
        (SiteProbeError.shut(status: 403), .unavailable),
        (Unknown(), .software), (StoreError.unexpected("x"), .software),
        (CryptoError.library(operation: "x", reasons: []), .software),
        (FileError.cannotCreate(path: "f", reason: "x"), .cannotCreate),
        (StoreError.cannotWrite("x"), .cannotCreate),
        (VaultError.cannotCreate(path: "v", why: "x"), .cannotCreate),
        (FileError.full(path: "f", reason: "x"), .inputOutput), (StoreError.full("x"), .inputOutput),
        (StoreError.inputOutput("x"), .inputOutput), (VaultError.full(path: "v", detail: "x"), .inputOutput),
        (CommandError.anotherRun(pid: 1, lock: "l"), .tryLater),
        (CommandError.interrupted("SIGTERM"), .tryLater), (CancellationError(), .tryLater),
        (TransportError.couldNotResolve("x"), .tryLater), (TransportError.couldNotConnect("x"), .tryLater),
        (TransportError.timedOut(phase: "idle"), .tryLater), (SourceError.tryLater("429"), .tryLater),
        (SourceError.cancelled, .tryLater), (VaultError.busy(path: "v"), .tryLater),
        (AuthorizationError.unavailable(status: 503), .tryLater),
        (AuthorizationError.transport(.incomplete("x")), .tryLater),
        (SiteProbeError.unavailable(status: 503), .tryLater),
        (SourceError.unexpectedAnswer("login page"), .protocolError),
        (SourceError.undecodable("x"), .protocolError), (SiteProbeError.page, .protocolError),
        (SiteProbeError.redirected(to: "https://x", isBaseURL: true), .protocolError),
        (AuthorizationError.callbackNotConfirmed, .protocolError),
        (AuthorizationError.notJira("x"), .protocolError),
        (TransportError.bodyTooLarge(limit: 1 << 20), .protocolError),
        (SourceError.grantRejected(problem: "token_revoked"), .notAuthorized),
        (SourceError.notAuthorized("CAPTCHA"), .notAuthorized),
        (SourceError.identityChanged(expected: "a", found: "b"), .notAuthorized),
        (TransportError.tls("x"), .notAuthorized), (AuthorizationError.denied, .notAuthorized),
        (AuthorizationError.consumerUnknown(problem: "x"), .notAuthorized),
        (AuthorizationError.oauthSwitchedOff(evidence: "404"), .notAuthorized),
        (CommandError.newGrantRefused(method: "pat", problem: "anonymous"), .notAuthorized),
        (CommandError.noClientID, .configuration),
        (CommandError.clientChanged(configured: "a", authorized: "b"), .configuration),
        (AuthorizationError.codeRefused, .notAuthorized),
        (AuthorizationError.clientUnknown(problem: "invalid_client"), .notAuthorized),
        (AuthorizationError.oauth2SwitchedOff(evidence: "404"), .notAuthorized),
        (CommandError.noKeyPair(site: "https://x"), .configuration),
        (SourceError.grantRejected(problem: "AUTHENTICATION_DENIED"), .notAuthorized),
        (CommandError.noGrant, .notAuthorized), (VaultError.noGrant, .notAuthorized),
        (CommandError.grantNotActive(reason: "x", since: "y"), .notAuthorized),
        (CommandError.unexpectedUser(expected: "a", found: "b"), .notAuthorized),
        (CallbackListenerError.timedOut, .notAuthorized),
        (CommandError.configuration([]), .configuration),
        (CommandError.notInitialized(missing: "x"), .configuration),
        (CommandError.otherSite(configured: "a", asked: "b", file: "f"), .configuration),
        (CommandError.mirrorOfOtherSite(held: "a", asked: "b", path: "f"), .configuration),
        (CommandError.noMirror(path: "m"), .configuration),
        (CommandError.consumerKeyChanged(configured: "a", authorized: "b"), .configuration),
        (FileError.unreadable(path: "f", reason: "x"), .configuration),
        (VaultError.wrongKey(path: "v"), .configuration),
        (VaultError.unsafeKeyFile(path: "k", why: "x", remedy: "chmod 600 k"), .configuration),
        (VaultError.newerFormat(path: "v", found: 9, supported: 1), .configuration),
        (StoreError.newerSchema(found: 9, supported: 1), .configuration),
        (StoreError.notAMirror("x"), .configuration), (TransportError.refusedURL("x"), .configuration),
    ]

    @Test func everySituationHasItsStatus() {
        for (error, status) in Self.table {
            #expect(FailureReport(error).status == status, "\(error)")
        }
        #expect(Set(Self.table.map(\.1)) == Set(Status.allCases).subtracting([.done]))
    }

    /// A mistake on the command line needs no more than to be named.
    @Test func everyFailureSaysWhatToDoOrThatNothingIsLost() {
        for (error, status) in Self.table where status != .usage {
            let report = FailureReport(error)
            // These say it in their own sentence.
            let isTold = error is SiteProbeError || error is AuthorizationError
            if case CommandError.configuration(let problems) = error, problems.isEmpty { continue }
            #expect(isTold || report.kept != nil || !report.hints.isEmpty, "\(error)")
        }
    }

    @Test func messagesAreOneLineInLowerCaseWithoutAFinalPeriod() {
        for (error, _) in Self.table {
            let report = FailureReport(error)
            #expect(!report.what.contains("\n"), "\(error)")
            #expect(!report.what.hasSuffix("."), "\(error)")
            let isName = ["Jira", "OpenSSL", "SQL"].contains { report.what.hasPrefix($0) }
            #expect(isName || report.what.first?.isUppercase != true, "\(error): \(report.what)")
        }
    }

    @Test func hintsFollowIndentedAndNameTheProgramAsItWasCalled() {
        let report = FailureReport(
            SourceError.grantRejected(problem: "token_revoked"), program: "jira-mirror --profile work")
        #expect(
            report.text == """
                jira-mirror: not authorized: Jira rejected the token (token_revoked)
                    the mirror is kept as it was
                    run: jira-mirror --profile work authorize
                    until then later runs stop without a request
                """)
    }

    @Test func everythingButAnUnknownErrorIsNoBug() {
        for (error, status) in Self.table where status != .software {
            #expect(!FailureReport(error).text.contains("bug of ours"), "\(error)")
        }
    }
}
