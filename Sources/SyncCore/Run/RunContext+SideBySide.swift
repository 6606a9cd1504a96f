extension RunContext {
    /// Does this for each item, at most ``SyncOptions/concurrency`` at a time, and gives the results in the items' order.
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
                while running < max(1, options.concurrency), failure == nil, next < items.count {
                    let place = next
                    let item = items[place]
                    next += 1
                    running += 1
                    group.addTask {
                        do throws(SyncFailure) {
                            return (place, .success(try await body(item)))
                        } catch {
                            return (place, .failure(error))
                        }
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
}
