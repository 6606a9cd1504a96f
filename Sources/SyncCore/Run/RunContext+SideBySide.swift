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

    /// Does both at once. Where one fails, the other is cancelled.
    func both<First: Sendable, Second: Sendable>(
        _ first: @escaping @Sendable () async throws(SyncFailure) -> First,
        _ second: @escaping @Sendable () async throws(SyncFailure) -> Second
    ) async throws(SyncFailure) -> (First, Second) {
        async let other = outcome(second)
        let one = try await outcome(first).get()
        return (one, try await other.get())
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
