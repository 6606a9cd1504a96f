import SyncCore
import TokenVault

/// What `vault status` prints: names and numbers, never a value.
struct VaultStatusDocument: Encodable {
    struct Key: Encodable {
        var id: String
        var source: String
        var createdAt: String
        var isInUse: Bool

        enum CodingKeys: String, CodingKey {
            case id, source
            case createdAt = "created_at"
            case isInUse = "is_in_use"
        }
    }

    struct Record: Encodable {
        var site: String
        var account: String?
        var kind: String
        var version: Int64
        var createdAt: String
        var expiresAt: String?

        enum CodingKeys: String, CodingKey {
            case site, account, kind, version
            case createdAt = "created_at"
            case expiresAt = "expires_at"
        }
    }

    var path: String
    var vaultID: String
    var createdAt: String
    var sealCount: Int64
    var shouldRotate: Bool
    var keys: [Key]
    var records: [Record]

    enum CodingKeys: String, CodingKey {
        case path, keys, records
        case vaultID = "vault_id"
        case createdAt = "created_at"
        case sealCount = "seal_count"
        case shouldRotate = "should_rotate"
    }

    init(_ status: VaultStatus, sites: [VaultSite]) {
        func text(_ seconds: Int64) -> String { Instant(milliseconds: seconds * 1000).text }
        path = status.path
        vaultID = status.vaultID
        createdAt = text(status.createdAt)
        sealCount = status.sealCount
        shouldRotate = status.shouldRotate
        keys = status.keys.map {
            Key(id: $0.id, source: $0.source, createdAt: text($0.createdAt), isInUse: $0.isInUse)
        }
        records = status.records.map { record in
            Record(
                site: sites.first { $0.id == record.site }?.url ?? record.site.description,
                account: record.account.isEmpty ? nil : record.account, kind: record.kind.rawValue,
                version: record.version, createdAt: text(record.createdAt),
                expiresAt: record.expiresAt.map(text))
        }
    }

    /// The same for people.
    var text: String {
        var lines = ["vault \(path)", "made \(createdAt), \(sealCount) seals"]
        if shouldRotate { lines.append("worn: run jira-mirror vault rotate") }
        for key in keys {
            lines.append("key \(key.id)  \(key.source), since \(key.createdAt)\(key.isInUse ? ", in use" : "")")
        }
        for record in records {
            let account = record.account.map { " of \($0)" } ?? ""
            let end = record.expiresAt.map { ", until \($0.prefix(10))" } ?? ""
            lines.append("\(record.kind)\(account) at \(record.site), version \(record.version)\(end)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
