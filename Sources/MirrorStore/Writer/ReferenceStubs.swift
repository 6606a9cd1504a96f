import GRDB
import SyncCore

/// Keeps a row for everything that issues refer to, so that joins find a name even where the account cannot
/// list the thing. The same few are on every page: what was last seen to say the same is passed over.
struct ReferenceStubs {
    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    /// - Returns: kinds of which a thing was named that no list and no page had named before.
    func save(_ references: [ReferenceSighting]) throws -> Set<ReferenceKind> {
        var unknown: Set<ReferenceKind> = []
        for reference in references
        where state.isNewSighting(key: key(reference), content: content(reference)) {
            let insert = try HotStatement(db, state, Self.insert(reference.kind))
            bind(reference, to: insert)
            try insert.run()
            if insert.changes > 0 {
                unknown.insert(reference.kind)
                if reference.kind == .status { state.forgetCategories() }
            } else if let name = reference.name {
                let rename = try HotStatement(db, state, Self.rename(reference.kind))
                rename.bind(1, reference.id)
                rename.bind(2, name)
                try rename.run()
            }
        }
        return unknown
    }

    private func key(_ reference: ReferenceSighting) -> UInt64 {
        var hash = SightingHash()
        hash.mix(TextSlice(Self.table(reference.kind)))
        hash.mix(reference.id)
        return hash.value
    }

    private func content(_ reference: ReferenceSighting) -> UInt64 {
        var hash = SightingHash()
        for text in [reference.name, reference.detail, reference.secondDetail] { hash.mix(text) }
        hash.mix(reference.ownerID)
        hash.mix(reference.flag)
        return hash.value
    }

    private func bind(_ reference: ReferenceSighting, to statement: HotStatement) {
        statement.bind(1, reference.id)
        statement.bind(2, reference.name)
        switch reference.kind {
        case .project: statement.bind(3, reference.detail)
        case .status, .component, .version: statement.bind(3, reference.ownerID)
        case .issueType: statement.bind(3, reference.flag ?? false)
        case .linkType:
            statement.bind(3, reference.detail)
            statement.bind(4, reference.secondDetail)
        case .priority, .resolution, .securityLevel, .sprint: break
        }
    }

    static func table(_ kind: ReferenceKind) -> StaticString {
        switch kind {
        case .project: "projects"
        case .issueType: "issue_types"
        case .status: "statuses"
        case .priority: "priorities"
        case .resolution: "resolutions"
        case .securityLevel: "security_levels"
        case .component: "components"
        case .version: "versions"
        case .linkType: "link_types"
        case .sprint: "sprints"
        }
    }

    private static func insert(_ kind: ReferenceKind) -> String {
        let (columns, values) =
            switch kind {
            case .project: (", key", ", coalesce(?3, '?' || ?1)")
            case .status: (", category_id", ", ?3")
            case .component, .version: (", project_id", ", ?3")
            case .issueType: (", is_subtask", ", ?3")
            case .linkType: (", inward, outward", ", ?3, ?4")
            case .priority, .resolution, .securityLevel, .sprint: ("", "")
            }
        return """
            INSERT INTO \(table(kind)) (id, name\(columns), is_stub) VALUES (?1, ?2\(values), 1)
            ON CONFLICT (id) DO NOTHING
            """
    }

    private static func rename(_ kind: ReferenceKind) -> String {
        "UPDATE \(table(kind)) SET name = ?2 WHERE id = ?1 AND is_stub AND name IS NOT ?2"
    }
}
