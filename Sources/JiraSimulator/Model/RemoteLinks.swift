/// A link to something outside of Jira.
struct RemoteLink: Sendable {
    var id: Int64
    var link: NewRemoteLink
}

/// What a remote link says; only address and title are always there.
package struct NewRemoteLink: Codable, Sendable, Equatable {
    package var url: String
    package var title: String
    package var summary: String?
    package var relationship: String?
    package var applicationType: String?
    package var applicationName: String?
    package var globalID: String?
    package var resolved: Bool?

    package init(
        url: String, title: String, summary: String? = nil, relationship: String? = nil,
        applicationType: String? = nil, applicationName: String? = nil, globalID: String? = nil,
        resolved: Bool? = nil
    ) {
        self.url = url
        self.title = title
        self.summary = summary
        self.relationship = relationship
        self.applicationType = applicationType
        self.applicationName = applicationName
        self.globalID = globalID
        self.resolved = resolved
    }
}

extension SiteState {
    func remoteLinks(of slot: Int32) -> [RemoteLink] {
        if let links = remoteLinks[slot] { return links }
        return Int(slot) < context.placements.count ? SeedRemoteLinks.make(context, Int(slot)) : []
    }

    mutating func addRemoteLink(
        _ slot: Int32, _ new: NewRemoteLink, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard options.issueLinking else { throw MutationRefusal(message: "Issue linking is off.") }
        guard !new.url.isEmpty, !new.title.isEmpty else {
            throw MutationRefusal(message: "A remote link needs a url and a title.")
        }
        let added = RemoteLink(id: childID(), link: new)
        remoteLinks[slot] = remoteLinks(of: slot) + [added]
        note(added, slot, isAdded: true, hand)
        return result(slot, id: added.id)
    }

    mutating func removeRemoteLink(
        _ slot: Int32, _ id: Int64, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        let links = remoteLinks(of: slot)
        guard let gone = links.first(where: { $0.id == id }) else {
            throw .unknown("remote link", String(id))
        }
        remoteLinks[slot] = links.filter { $0.id != id }
        note(gone, slot, isAdded: false, hand)
        return result(slot, id: id)
    }

    private mutating func note(_ link: RemoteLink, _ slot: Int32, isAdded: Bool, _ hand: Hand) {
        let id = String(link.id)
        let name = link.link.applicationName.map { " (\($0))" } ?? ""
        let text = JiraText.text("This issue links to \"\(link.link.title)\(name)\"")
        change(slot, hand, moves: options.updatedRules.remoteLink) { _, _ in
            isAdded
                ? [ChangeItem("RemoteIssueLink", to: id, toText: text)]
                : [ChangeItem("RemoteIssueLink", from: id, fromText: text)]
        }
    }
}

extension IssueTruthMaker {
    func remoteLinks(_ slot: Int32, _ own: String) -> [[String?]] {
        guard state.options.issueLinking else { return [] }
        return state.remoteLinks(of: slot).map { row in
            let link = row.link
            return [
                String(row.id), own, link.url, JiraText.cleaned(link.title),
                link.summary.map { JiraText.cleaned($0) }, link.relationship, link.applicationType,
                link.applicationName, link.globalID,
            ]
        }
    }
}

extension SimulatedSite {
    /// `/issue/{idOrKey}/remotelink`: a bare array, oldest first; 403 where issue linking is off.
    package func remoteLinks(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        guard state.options.issueLinking else {
            return .failure(.messages(403, ["Issue linking is currently disabled."]))
        }
        return visible(idOrKey, state, state.viewer(user)).map { slot in
            let writer = RemoteLinkWriter(state, slot)
            var out = JSONBuffer(capacity: 512)
            out.byte(91)
            for (index, link) in state.remoteLinks(of: slot).enumerated() {
                if index > 0 { out.byte(44) }
                writer.write(link, to: &out)
            }
            out.byte(93)
            return out.bytes
        }
    }
}
