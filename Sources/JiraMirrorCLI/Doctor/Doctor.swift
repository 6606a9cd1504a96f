import HTTPCore
import JiraAPI
import SyncCore
import TokenVault

/// Looks at everything an operator would look at, in the order in which one thing needs the other.
///
/// It changes nothing, with one exception: a rejected grant that Jira takes again (`--probe`) is active from then on.
struct Doctor {
    let dependencies: Dependencies
    /// Whether a grant that Jira has rejected is tried.
    let probesRejected: Bool

    func examine() async -> [Finding] {
        var findings = [Finding.good("configuration", "\(dependencies.configuration.file) is read")]
        if !dependencies.hasFile {
            findings = [
                .failure(
                    "configuration", "there is no \(dependencies.configuration.file)", .configuration,
                    "run: \(dependencies.program) init https://YOUR-JIRA")
            ]
        }
        findings += EnvironmentCheck(dependencies: dependencies).findings()
        findings += FileCheck(dependencies: dependencies).findings()
        findings += DiskCheck(dependencies: dependencies).findings()
        findings += ExportCheck(dependencies: dependencies).findings()
        findings += WatchCheck(dependencies: dependencies).findings()
        findings += MirrorCheck(dependencies: dependencies).findings()

        let vault = VaultCheck(dependencies: dependencies).examine()
        findings += vault.findings
        let site = await SiteCheck(dependencies: dependencies).examine()
        findings += site.findings
        guard let opened = vault.opened else {
            return findings + [.skipped("account", "the vault gives no grant")]
        }
        guard site.isReached else { return findings + [.skipped("account", "the site is not reached")] }
        let account = AccountCheck(
            dependencies: dependencies, vault: opened.vault, grant: opened.grant,
            probesRejected: probesRejected)
        return findings + (await account.findings())
    }

    /// The exit status for what was found.
    static func status(_ findings: [Finding]) -> ExitStatus {
        .worst(findings.filter { $0.grade == .failure }.map(\.status))
    }
}
