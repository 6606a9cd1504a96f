/// Whether an account's grant at a site is still good, as far as we know.
package enum GrantState: Sendable, Equatable {
    case active
    /// Jira refused it for good; `reason` is its own word (`token_rejected`), `when` in seconds since 1970.
    case rejected(reason: String, when: Int64)
    case expired

    var column: String {
        switch self {
        case .active: "active"
        case .rejected: "rejected"
        case .expired: "expired"
        }
    }

    var reason: String? {
        if case .rejected(let reason, _) = self { reason } else { nil }
    }

    init?(column: String, reason: String?, changedAt: Int64) {
        switch (column, reason) {
        case ("active", nil): self = .active
        case ("rejected", let reason?): self = .rejected(reason: reason, when: changedAt)
        case ("expired", nil): self = .expired
        default: return nil
        }
    }
}
