/// Versions and components that become others or go: the issues that have them are touched, with history.
extension SiteState {
    mutating func applyToNames(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .mergeVersion(let project, let from, let into):
            let place = try self.project(project)
            return try merge(
                version: try version(from, in: place), into: try version(into, in: place), place, time)
        case .deleteVersion(let project, let version, let replacement):
            let place = try self.project(project)
            let other = try replacement.map { name throws(MutationRefusal) in
                try self.version(name, in: place)
            }
            return try merge(version: try self.version(version, in: place), into: other, place, time)
        case .mergeComponent(let project, let from, let into):
            let place = try self.project(project)
            return try merge(
                component: try component(from, in: place), into: try component(into, in: place), place, time)
        case .deleteComponent(let project, let component, let replacement):
            let place = try self.project(project)
            let other = try replacement.map { name throws(MutationRefusal) in
                try self.component(name, in: place)
            }
            return try merge(component: try self.component(component, in: place), into: other, place, time)
        default: return try applyToCatalogue(mutation, at: time)
        }
    }

    private mutating func merge(
        version id: Int64, into other: Int64?, _ project: Int, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        guard id != other else { throw MutationRefusal(message: "A version cannot replace itself.") }
        let context = editContext(epic: -1)
        let fields = fields
        let hand = Hand(author: SeedPeople.administrator, time: time)
        let names = projects[project]
        var touched: [Int64] = []
        for slot in projectOrder[project] where holds(version: id, detail(slot)) {
            let isChanged = change(slot, hand, moves: options.updatedRules.versionMerge ? nil : false) {
                _, detail in
                var items: [ChangeItem] = []
                Self.replace(id, other, in: &detail.fixVersions, "Fix Version", &items) {
                    names.version($0)?.name
                }
                Self.replace(id, other, in: &detail.affectedVersions, "Version", &items) {
                    names.version($0)?.name
                }
                for field in fields {
                    guard let number = field.number, let before = detail.value(of: number),
                        let after = Self.replacing(id, other, in: before), after.value != before
                    else { continue }
                    items.append(context.item(number, before, after.value))
                    detail.set(number, after.value)
                }
                return items
            }
            if isChanged { touched.append(self.id(slot)) }
        }
        projects[project].versions.removeAll { $0.id == id }
        for index in self.fields.indices {
            guard let shown = self.fields[index].shownIn[UInt16(project)],
                let after = Self.replacing(id, other, in: shown)
            else { continue }
            self.fields[index].shownIn[UInt16(project)] = after.value
        }
        blocks = nil
        return MutationResult(id: other, issues: touched)
    }

    private mutating func merge(
        component id: Int64, into other: Int64?, _ project: Int, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        guard id != other else { throw MutationRefusal(message: "A component cannot replace itself.") }
        let hand = Hand(author: SeedPeople.administrator, time: time)
        let names = projects[project]
        var touched: [Int64] = []
        for slot in projectOrder[project] where detail(slot).components.contains(id) {
            let isChanged = change(slot, hand, moves: options.updatedRules.componentMerge ? nil : false) {
                _, detail in
                var items: [ChangeItem] = []
                Self.replace(id, other, in: &detail.components, "Component", &items) {
                    names.component($0)?.name
                }
                return items
            }
            if isChanged { touched.append(self.id(slot)) }
        }
        projects[project].components.removeAll { $0.id == id }
        blocks = nil
        return MutationResult(id: other, issues: touched)
    }

    private struct Replaced { var value: CustomContent? }

    private func holds(version id: Int64, _ detail: IssueDetail) -> Bool {
        detail.fixVersions.contains(id) || detail.affectedVersions.contains(id)
            || detail.custom.contains { Self.replacing(id, nil, in: $0.content) != nil }
    }

    private static func replace(
        _ id: Int64, _ other: Int64?, in list: inout [Int64], _ field: String, _ items: inout [ChangeItem],
        _ name: (Int64) -> String?
    ) {
        guard let at = list.firstIndex(of: id) else { return }
        list.remove(at: at)
        items.append(.named(field, from: (id, name(id) ?? ""), to: nil))
        guard let other, !list.contains(other) else { return }
        list.append(other)
        items.append(.named(field, from: nil, to: (other, name(other) ?? "")))
    }

    /// nil where the value holds no versions.
    private static func replacing(
        _ id: Int64, _ other: Int64?, in content: CustomContent
    ) -> Replaced? {
        switch content {
        case .version(id): return Replaced(value: other.map { .version($0) })
        case .versions(var list):
            guard let at = list.firstIndex(of: id) else { return nil }
            list.remove(at: at)
            if let other, !list.contains(other) { list.append(other) }
            return Replaced(value: list.isEmpty ? nil : .versions(list))
        default: return nil
        }
    }
}
