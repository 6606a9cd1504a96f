extension RunContext {
    /// Does this for each item, at most ``SyncOptions/workers`` at a time, and gives the results in the items' order.
    ///
    /// The first failure is thrown; what has not begun by then never begins, what is under way is cancelled.
    func sideBySide<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) async throws(SyncFailure) -> Result
    ) async throws(SyncFailure) -> [Result] {
        var results: [Result?] = Array(repeating: nil, count: items.count)
        var failure: SyncFailure?
        await withTaskGroup(of: (Int, Swift.Result<Result, SyncFailure>).self) { group in
            var next = 0
            var running = 0
            while true {
                while running < options.workers, failure == nil, next < items.count {
                    let place = next
                    let item = items[place]
                    next += 1
                    running += 1
                    group.addTask {
                        await (place, outcome { () throws(SyncFailure) in try await body(item) })
                    }
                }
                guard let (place, result) = await group.next() else { break }
                running -= 1
                switch result {
                case .success(let value): results[place] = value
                case .failure(let error):
                    guard failure == nil else { continue }
                    failure = error
                    group.cancelAll()
                }
            }
        }
        if let failure { throw failure }
        return results.compactMap(\.self)
    }

    /// Does both at once. As soon as one fails, the other is cancelled.
    func both<First: Sendable, Second: Sendable>(
        _ first: @escaping @Sendable () async throws(SyncFailure) -> First,
        _ second: @escaping @Sendable () async throws(SyncFailure) -> Second
    ) async throws(SyncFailure) -> (First, Second) {
        var ends: (Result<First, SyncFailure>?, Result<Second, SyncFailure>?)
        await withTaskGroup(of: End<First, Second>.self) { group in
            group.addTask { .first(await outcome(first)) }
            group.addTask { .second(await outcome(second)) }
            for await end in group {
                // What the other comes to after this is only that it was cancelled.
                if end.isFailure { group.cancelAll() }
                switch end {
                case .first(let result): ends.0 = result
                case .second(let result): ends.1 = result
                }
                if end.isFailure { break }
            }
        }
        switch ends {
        case (.failure(let failure), _), (_, .failure(let failure)): throw failure
        case (.success(let one), .success(let other)): return (one, other)
        default: throw .interrupted(reasonToStop)
        }
    }

    /// What one of two came to.
    private enum End<First: Sendable, Second: Sendable>: Sendable {
        case first(Result<First, SyncFailure>)
        case second(Result<Second, SyncFailure>)

        var isFailure: Bool {
            switch self {
            case .first(.failure), .second(.failure): true
            case .first(.success), .second(.success): false
            }
        }
    }

    /// What came of it, for where a failure cannot be thrown: across tasks it would lose its type.
    func outcome<Value: Sendable>(
        _ body: @Sendable () async throws(SyncFailure) -> Value
    ) async -> Result<Value, SyncFailure> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
