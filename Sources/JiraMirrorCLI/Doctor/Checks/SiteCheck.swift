import HTTPCore
import JiraAPI
import SyncCore

/// The way to the site, without a grant: name, connection, certificate, clock, version.
struct SiteCheck {
    let dependencies: Dependencies

    struct Outcome {
        var findings: [Finding]
        var isReached: Bool
    }

    /// Beyond it a signed request is refused once, and signed again with Jira's time.
    private static let toleratedSkewSeconds: Int64 = 300

    func examine() async -> Outcome {
        let finding: SiteProbe.Finding
        let site: JiraSite
        do {
            site = try dependencies.site()
            finding = try await SiteProbe(transport: dependencies.transport(), now: dependencies.context.now)
                .probe(site)
        } catch {
            return Outcome(
                findings: [.failure("site", error, program: dependencies.program)], isReached: false)
        }
        let way = site.scheme == "https" ? "its certificate is accepted" : "plain http on this machine"
        var findings = [
            Finding.good("site", "\(site.baseURL) answers: Jira \(finding.info.version); \(way)")
        ]
        if let other = finding.differingBaseURL {
            findings.append(
                .warning(
                    "base URL", "Jira calls itself \(other), the configuration says \(site.baseURL)",
                    "signatures are made for one URL: let Jira's administrator set the base URL that people use"
                ))
        }
        findings.append(clock(finding.clockSkewSeconds))
        return Outcome(findings: findings, isReached: true)
    }

    private func clock(_ skew: Int64?) -> Finding {
        guard let skew else { return .note("clock", "Jira's answer has no date to compare with") }
        guard abs(skew) >= 60 else { return .good("clock", "within a minute of Jira's") }
        let text = "this machine's clock is \(abs(skew)) s \(skew > 0 ? "behind" : "ahead of") Jira's"
        let remedy = "let a time service set it: timedatectl set-ntp true"
        return abs(skew) <= Self.toleratedSkewSeconds
            ? .warning("clock", text, remedy)
            : .warning("clock", text + "; each run is refused once and signs again with Jira's time", remedy)
    }
}
