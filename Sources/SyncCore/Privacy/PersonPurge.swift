/// Gives single people pseudonyms in everything that a mirror holds: what an erasure request asks for.
package enum PersonPurge {
    /// Rewrites the mirror and remembers for whom; later runs go by the list of the vault.
    ///
    /// - Parameter people: lists the new ones too.
    /// - Returns: false where a reader kept the write-ahead log from being emptied.
    package static func run(
        _ store: any RecordStore, _ people: Pseudonyms, at: Instant
    ) throws(StoreError) -> Bool {
        try store.rewritePeople(Redaction(people: people), at: at)
        let isClean = try store.compact()
        let stored = try store.checkpoints(stream: PrivacyState.stream)[PrivacyState.scope]
        var state = stored.flatMap { CheckpointCoding.decode(PrivacyState.self, from: $0) } ?? PrivacyState()
        state.people = people.listCode
        state.keyCheck = people.keyCheck
        try store.saveCheckpoints([PrivacyState.change(to: state)])
        return isClean
    }
}
