import SyncCore

extension KilledStore {
    func eraseFields(_ denied: DeniedFields, at: Instant) throws(StoreError) {
        try fuse.burn()
        try base.eraseFields(denied, at: at)
    }
    func rewritePeople(_ redaction: Redaction, at: Instant) throws(StoreError) {
        try fuse.burn()
        try base.rewritePeople(redaction, at: at)
    }
    func forgetPseudonyms() throws(StoreError) {
        try fuse.burn()
        try base.forgetPseudonyms()
    }
    func forgetContents() throws(StoreError) {
        try fuse.burn()
        try base.forgetContents()
    }
    func compact() throws(StoreError) -> Bool {
        try fuse.burn()
        return try base.compact()
    }
    func expireDeletedIssues(before: Instant) throws(StoreError) -> Int {
        try fuse.burn()
        return try base.expireDeletedIssues(before: before)
    }
}
