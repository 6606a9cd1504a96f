package import SyncCore

extension MirrorDatabase {
    package func unknownFields(_ numbers: [Int64]) throws(StoreError) -> [Int64] {
        try read { db in
            let catalog = try state.fieldCatalog(db)
            return numbers.filter { catalog.index(of: $0) == nil }
        }
    }
}
