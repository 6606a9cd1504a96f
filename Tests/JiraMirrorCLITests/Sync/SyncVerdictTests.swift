import OpenSSLCrypto
import SyncCore
import Testing

@testable import JiraMirrorCLI

@Suite("What a run comes to")
struct SyncVerdictTests {
    private let redactor = Redactor()

    private func verdict(_ change: (inout RunReport) -> Void) -> SyncVerdict {
        var report = RunReport()
        report.expectedTotal = 10
        report.mirrorTotal = 10
        change(&report)
        return SyncVerdict(report, program: "jira-mirror", redact: redactor.redact)
    }

    @Test("a run to the end with equal counts is done and silent")
    func done() {
        let verdict = verdict { _ in }
        #expect(verdict.status == .done)
        #expect(verdict.message == nil)
        #expect(verdict.outcome == .complete)
    }

    @Test("what an answer echoed of the token does not reach the journal")
    func redacted() {
        redactor.learn(SecretBytes(utf8: "Q7xToken3aZ"))
        let told = verdict { $0.failure = .source(.queryRefused(["no field 'Q7xToken3aZ'"])) }
        #expect(told.message?.contains("no field '\(Redactor.mark)'") == true, "\(told)")
    }

    @Test("a stopped deletion names project, numbers and the way out")
    func guardStop() {
        let verdict = verdict { $0.guardStops = [.init(project: "ABC", vanishing: 30, stored: 40)] }
        #expect(verdict.status == .dataError)
        #expect(verdict.message?.contains("ABC: 30 of 40") == true)
        #expect(verdict.message?.contains("--allow-mass-deletion") == true)
        // Reports tell that the data are not all there is.
        #expect(verdict.outcome == .partial)
    }

    @Test("new quarantine and differing counts are data errors")
    func dataErrors() {
        #expect(verdict { $0.newlyQuarantined = 2 }.status == .dataError)
        let differ = verdict { $0.mirrorTotal = 9 }
        #expect(differ.status == .dataError && differ.outcome == .partial)
        #expect(differ.message?.contains("10") == true && differ.message?.contains("9") == true)
    }

    @Test("of several causes the gravest decides")
    func precedence() {
        let both = verdict {
            $0.newlyQuarantined = 1
            $0.failure = .source(.grantRejected(problem: "token_rejected"))
        }
        #expect(both.status == .notAuthorized)
        #expect(both.message?.contains("authorize") == true)
        let interrupted = verdict {
            $0.newlyQuarantined = 1
            $0.failure = .interrupted("stopped by a signal")
        }
        #expect(interrupted.status == .dataError)
        #expect(interrupted.outcome != .complete)
    }

    @Test("try later is silent until alert.after, then speaks once a day")
    func tryLater() {
        let policy = AlertPolicy(silentSeconds: 7200)
        let now = Instant(milliseconds: 1_000_000_000_000)
        func speaks(success: Double?, told: Double?) -> Bool {
            policy.speaks(
                .tryLater, message: "m", lastSuccess: success.map { now + -$0 },
                memory: told.map { .init(status: 75, message: "other", toldAt: (now + -$0).milliseconds) },
                now: now)
        }
        #expect(!speaks(success: 7199, told: nil))
        #expect(speaks(success: 7200, told: nil))
        #expect(!speaks(success: 90_000, told: 86_399))
        #expect(speaks(success: 90_000, told: 86_400))
        #expect(speaks(success: nil, told: nil))
        #expect(speaks(success: 90_000, told: -5))
    }

    @Test("a rejected grant is told once a day, another message at once, other failures always")
    func repeats() {
        let policy = AlertPolicy(silentSeconds: 7200)
        let now = Instant(milliseconds: 1_000_000_000_000)
        let memory = AlertPolicy.Memory(status: 77, message: "m", toldAt: (now + -60).milliseconds)
        #expect(!policy.speaks(.notAuthorized, message: "m", lastSuccess: nil, memory: memory, now: now))
        #expect(policy.speaks(.notAuthorized, message: "n", lastSuccess: nil, memory: memory, now: now))
        #expect(policy.speaks(.dataError, message: "m", lastSuccess: now, memory: memory, now: now))
    }

    @Test("the progress line tells rate and time left")
    func progress() {
        #expect(
            ProgressLine.line(.init(phase: .fill, done: 12_300, expected: 100_000), seconds: 3)
                == "filling  12300 of 100000 issues, 12 %, 4100/s, 21 s left")
        #expect(
            ProgressLine.line(.init(phase: .incremental, done: 7, expected: nil), seconds: 3)
                == "reading what changed  7 issues")
        #expect(
            ProgressLine.line(.init(phase: .identity, done: 0, expected: nil), seconds: 0)
                == "asking Jira who we are")
    }
}
