import Foundation

/// What an anonymised person is called now.
struct AnonymisedPerson: Sendable {
    var key: String
    var formerDisplayName: String
    var displayName: String
}

extension SiteState {
    /// Key, username and display name change, the address goes; no issue is touched, yet each shows the new
    /// ones, in its history too.
    mutating func anonymise(_ index: Int32) throws(MutationRefusal) -> MutationResult {
        guard index != SeedPeople.administrator else {
            throw MutationRefusal(message: "The administrator cannot be anonymised.")
        }
        let old = users[Int(index)]
        var new = old
        new.key = "JIRAUSER\(nextUserNumber)"
        new.name = "jirauser\(nextUserNumber)"
        new.displayName =
            "user-\(String(UInt32(truncatingIfNeeded: nextUserNumber) &* 2_654_435_761, radix: 16))"
        new.email = nil
        new.active = false
        nextUserNumber += 1
        users[Int(index)] = new
        userByKey[old.key] = nil
        userByName[old.name.lowercased()] = nil
        userByKey[new.key] = index
        userByName[new.name] = index
        for project in projects.indices {
            if projects[project].hiddenFrom.remove(old.key) != nil {
                projects[project].hiddenFrom.insert(new.key)
            }
            if projects[project].shownTo.remove(old.key) != nil {
                projects[project].shownTo.insert(new.key)
            }
        }
        let person = AnonymisedPerson(
            key: new.key, formerDisplayName: old.displayName, displayName: new.displayName)
        for (former, earlier) in anonymised where earlier.key == old.key {
            anonymised[former] = AnonymisedPerson(
                key: new.key, formerDisplayName: earlier.formerDisplayName, displayName: new.displayName)
        }
        anonymised[old.key] = person
        blocks = nil
        return MutationResult(key: new.key)
    }

    /// The history as it reads after people in it were anonymised.
    func renamingAnonymised(in detail: IssueDetail) -> IssueDetail {
        var detail = detail
        for entry in detail.history.indices {
            for at in detail.history[entry].items.indices {
                var item = detail.history[entry].items[at]
                guard item.isCustom || item.field == "assignee" || item.field == "reporter" else { continue }
                renameAnonymised(&item.from, &item.fromText)
                renameAnonymised(&item.to, &item.toText)
                detail.history[entry].items[at] = item
            }
        }
        return detail
    }

    /// One key, or several as `[a, b]`, with the display names.
    private func renameAnonymised(_ keys: inout String?, _ names: inout JiraText?) {
        guard let text = keys, !text.isEmpty else { return }
        let isList = text.hasPrefix("[") && text.hasSuffix("]")
        let present = (isList ? String(text.dropFirst().dropLast()) : text).components(separatedBy: ", ")
        guard present.contains(where: { anonymised[$0] != nil }) else { return }
        let changed = present.map { anonymised[$0]?.key ?? $0 }.joined(separator: ", ")
        keys = isList ? "[" + changed + "]" : changed
        guard case .text(var shown)? = names else { return }
        for person in present.compactMap({ anonymised[$0] }) {
            shown = shown.replacingOccurrences(of: person.formerDisplayName, with: person.displayName)
        }
        names = .text(shown)
    }
}
