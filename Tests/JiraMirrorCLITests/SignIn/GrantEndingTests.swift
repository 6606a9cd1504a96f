import SyncCore
import Testing
import TokenVault

@testable import JiraMirrorCLI

@Suite("The end of a grant") struct GrantEndingTests {
    private let end = Instant(milliseconds: 1_795_000_000_000)

    private func warning(daysBefore days: Double, renewsItself: Bool = false) -> String? {
        GrantEnding(method: .pat, at: end, renewsItself: renewsItself)
            .warning(end + -days * 86_400, program: "jira-mirror --profile work")
    }

    @Test func peopleAreWarnedInTheLastThirtyDaysAndNotBefore() throws {
        #expect(warning(daysBefore: 30.1) == nil)
        let text = try #require(warning(daysBefore: 29.5))
        #expect(text.contains("the grant (pat) ends in 29 days, on 2026-11-18"))
        #expect(text.contains("run: jira-mirror --profile work authorize"))
        #expect(try #require(warning(daysBefore: 1.5)).contains("ends tomorrow"))
        #expect(try #require(warning(daysBefore: 0.5)).contains("ends today"))
        #expect(warning(daysBefore: 0) == nil)
    }

    @Test func whatRenewsItselfOrHasNoEndIsNoConcern() {
        #expect(warning(daysBefore: 3, renewsItself: true) == nil)
        let endless = GrantEnding(method: .basic, at: nil, renewsItself: false)
        #expect(endless.warning(end, program: "x") == nil && !endless.isOver(end))
        #expect(GrantEnding(method: .pat, at: end, renewsItself: false).isOver(end))
        #expect(!GrantEnding(method: .oauth1, at: end, renewsItself: true).isOver(end))
    }

    @Test func theRecordsOfAVaultTellTheMethod() {
        #expect(SignInMethod.of([.site, .rsaPrivateKey, .consumerKey]) == nil)
        #expect(SignInMethod.of([.site, .accessToken, .sessionHandle]) == .oauth1)
        #expect(SignInMethod.of([.accessToken, .refreshToken, .clientSecret]) == .oauth2)
        #expect(SignInMethod.of([.rsaPrivateKey, .personalAccessToken]) == .pat)
        #expect(SignInMethod.of([.password, .proxyPassword]) == .basic)
    }
}
