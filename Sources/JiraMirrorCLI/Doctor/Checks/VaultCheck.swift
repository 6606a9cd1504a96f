import SyncCore
import TokenVault

/// The vault, its key and the grant in it.
struct VaultCheck {
    let dependencies: Dependencies

    struct Outcome {
        var findings: [Finding]
        /// Nil where there is nothing to sign with.
        var opened: (vault: Vault, grant: Grant)?
    }

    /// So long before its end a grant is worth a warning.
    private static let warningSeconds = 30 * 86_400.0

    func examine() -> Outcome {
        let vault: Vault
        do {
            vault = try dependencies.vault()
        } catch {
            return Outcome(findings: [.failure("vault", error, program: dependencies.program)])
        }
        var findings = [Finding.good("vault", "opens with its key")]
        do {
            let grant = try dependencies.loadGrant(from: vault)
            findings.append(expiry(grant))
            return Outcome(findings: findings, opened: (vault, grant))
        } catch {
            findings.append(.failure("grant", error, program: dependencies.program))
            return Outcome(findings: findings)
        }
    }

    private func expiry(_ grant: Grant) -> Finding {
        guard let end = grant.expiresAt else { return .good("grant", "without an end that Jira told") }
        let left = end - dependencies.context.now()
        let day = end.text.prefix(10)
        if left <= 0 {
            return .failure(
                "grant", "it ended on \(day)", .notAuthorized, "run: \(dependencies.program) authorize")
        }
        return left < Self.warningSeconds
            ? .warning(
                "grant", "it ends on \(day)", "run: \(dependencies.program) authorize, before that day")
            : .good("grant", "until \(day)")
    }
}
