import SyncCore

@testable import MirrorStore

/// The error that `body` throws, nil where it throws none or another kind.
func storeError<R>(_ body: () throws -> R) -> StoreError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? StoreError
    }
}

func queryError<R>(_ body: () throws -> R) -> QueryError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? QueryError
    }
}

extension StoreError {
    /// The case alone: texts of SQLite and the system may change.
    var kind: String {
        switch self {
        case .full: "full"
        case .inputOutput: "inputOutput"
        case .cannotWrite: "cannotWrite"
        case .busy: "busy"
        case .corrupt: "corrupt"
        case .newerSchema: "newerSchema"
        case .notAMirror: "notAMirror"
        case .unexpected: "unexpected"
        }
    }
}
