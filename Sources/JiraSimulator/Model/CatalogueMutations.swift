/// New names for what issues refer to. By default no issue is touched, yet what is embedded in it changes.
extension SiteState {
    mutating func applyToCatalogue(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        let rules = options.updatedRules
        switch mutation {
        case .renameStatus(let status, let to):
            let position = try self.status(status)
            catalogue.statuses[Int(position)].name = to
            return renamed(time, rules.statusRename) { $0.status == position }
        case .renamePriority(let priority, let to):
            let position = try position(
                priority, "priority", catalogue.priorities.map { ($0.id, $0.name) })
            catalogue.priorities[Int(position)].name = to
            return renamed(time, rules.priorityRename) { $0.priority == position }
        case .renameResolution(let resolution, let to):
            let position = try self.resolution(resolution)
            catalogue.resolutions[Int(position)].name = to
            return renamed(time, rules.resolutionRename) { $0.resolution == position }
        case .renameIssueType(let type, let to):
            let position = try position(type, "issue type", catalogue.types.map { ($0.id, $0.name) })
            catalogue.types[Int(position)].name = to
            return renamed(time, rules.typeRename) { $0.type == position }
        case .renameLinkType(let type, let to, let inward, let outward):
            let position = Int(
                try position(type, "link type", catalogue.linkTypes.map { ($0.id, $0.name) }))
            catalogue.linkTypes[position].name = to
            if let inward { catalogue.linkTypes[position].inward = inward }
            if let outward { catalogue.linkTypes[position].outward = outward }
            return renamed(time, false) { _ in false }
        case .changeStatusCategory(let status, let category):
            catalogue.statuses[Int(try self.status(status))].category = try self.category(category)
            return renamed(time, false) { _ in false }
        case .createStatus(let name, let category):
            guard catalogue.statuses.count < 250 else { throw MutationRefusal(message: "No more statuses.") }
            let id = (catalogue.statuses.map(\.id).max() ?? 10_000) + 1
            catalogue.statuses.append(
                Catalogue.Status(
                    id: id, name: name, description: "", category: try self.category(category)))
            var result = renamed(time, false) { _ in false }
            result.id = id
            return result
        default: return nil
        }
    }

    /// By id, key or name.
    private func category(_ text: String) throws(MutationRefusal) -> UInt8 {
        try position(
            text, "status category",
            catalogue.categories.map { ($0.id, $0.key == text ? text : $0.name) })
    }

    private mutating func renamed(
        _ time: Int64, _ rule: Bool, _ isMeant: (IssueRecord) -> Bool
    ) -> MutationResult {
        blocks = nil
        return touch(time, rule) { state, slot in isMeant(state.records[Int(slot)]) }
    }
}
