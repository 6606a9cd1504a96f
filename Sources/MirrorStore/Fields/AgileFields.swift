import SyncCore

/// What `issues` itself shows of an issue's custom fields.
struct AgileFields {
    private(set) var epicKey: TextSlice?
    private(set) var rank: TextSlice?
    private(set) var storyPoints: Double?

    init(_ row: IssueRow, _ batch: IssueBatch, _ catalog: FieldCatalog) {
        for index in row.customFields {
            let value = batch.customFields[index]
            guard let member = batch.customMembers[value.members].first else { continue }
            if value.number == catalog.storyPointsNumber, !value.isList {
                storyPoints = member.number
            } else if epicKey == nil, catalog.epicLinkNumbers.contains(value.number) {
                epicKey = member.shown
            } else if rank == nil, catalog.rankNumbers.contains(value.number) {
                rank = member.text
            }
        }
    }
}
