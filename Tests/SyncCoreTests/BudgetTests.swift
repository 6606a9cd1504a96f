import SyncCore
import Synchronization
import Testing

@Suite("The budget of what is under way", .timeLimit(.minutes(1)))
struct BudgetTests {
    private static let megabyte = 1 << 20

    @Test("eight walks with pages of 8 MB never hold more than 32 MB, and all get their turn")
    func largestPages() async {
        let budget = Budget(limit: 32 * Self.megabyte)
        let pages = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<50 {
                        let share = await budget.take(8 * Self.megabyte)
                        await Task.yield()
                        budget.give(back: share)
                    }
                    return 50
                }
            }
            return await group.reduce(0, +)
        }
        #expect(pages == 400)
        #expect(budget.most <= 32 * Self.megabyte)
        #expect(budget.most > 8 * Self.megabyte)
    }

    @Test("small pages all go side by side")
    func smallPages() async {
        let budget = Budget(limit: 32 * Self.megabyte)
        var shares: [Budget.Share] = []
        for _ in 0..<8 { shares.append(await budget.take(Self.megabyte)) }
        #expect(budget.most == 8 * Self.megabyte)
        for share in shares { budget.give(back: share) }
    }

    @Test("a page that weighs more than was expected holds up the others until it is stored")
    func heavier() async {
        let budget = Budget(limit: 10)
        var first = await budget.take(2)
        budget.settle(&first, at: 9)
        let second = Task { await budget.take(5) }
        for _ in 0..<100 { await Task.yield() }
        #expect(budget.most == 9)
        budget.give(back: first)
        budget.give(back: await second.value)
        #expect(budget.most == 9)
    }

    @Test("a page that weighs less makes room at once")
    func lighter() async {
        let budget = Budget(limit: 10)
        var first = await budget.take(10)
        let second = Task { await budget.take(8) }
        budget.settle(&first, at: 1)
        budget.give(back: await second.value)
        budget.give(back: first)
        #expect(budget.most == 10)
    }

    @Test("a page beyond the whole budget goes alone")
    func beyond() async {
        let budget = Budget(limit: 10)
        let share = await budget.take(50)
        let second = Task { await budget.take(1) }
        for _ in 0..<100 { await Task.yield() }
        #expect(budget.most == 50)
        budget.give(back: share)
        budget.give(back: await second.value)
    }

    @Test("where each takes one, never more than the limit go at once, and all do", arguments: [1, 3])
    func slots(_ limit: Int) async {
        let budget = Budget(limit: limit)
        let served = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    let share = await budget.take(1)
                    await Task.yield()
                    budget.give(back: share)
                    return 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(served == 50 && budget.most == limit)
    }

    /// Whether it got what it waited for.
    private static func wait(for amount: Int, of budget: Budget) -> Task<Bool, Never> {
        Task {
            guard let share = await budget.takeUnlessCancelled(amount) else { return false }
            budget.give(back: share)
            return true
        }
    }

    @Test(
        "who is cancelled waits no longer, though nothing was given back, and those behind it go where there is room"
    )
    func cancelled() async {
        let budget = Budget(limit: 10)
        let share = await budget.take(6)
        let large = Self.wait(for: 8, of: budget)
        while budget.waiting < 1 { await Task.yield() }
        let small = Self.wait(for: 3, of: budget)
        while budget.waiting < 2 { await Task.yield() }
        large.cancel()
        #expect(await large.value == false)
        #expect(await small.value)
        #expect(budget.waiting == 0 && budget.most == 9)
        budget.give(back: share)
        #expect(await Self.wait(for: 10, of: budget).value)
    }

    @Test("who was cancelled before gets nothing, also where there is room")
    func cancelledBefore() async {
        let budget = Budget(limit: 1)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await budget.takeUnlessCancelled(1) == nil
        }
        task.cancel()
        #expect(await task.value)
        #expect(budget.most == 0)
    }

    @Test("who must have its turn gets it, cancelled or not")
    func regardless() async {
        let budget = Budget(limit: 1)
        let first = await budget.take(1)
        let second = Task {
            budget.give(back: await budget.take(1))
            return Task.isCancelled
        }
        while budget.waiting == 0 { await Task.yield() }
        second.cancel()
        for _ in 0..<100 { await Task.yield() }
        #expect(budget.waiting == 1)
        budget.give(back: first)
        #expect(await second.value)
    }

    @Test("cancelled at any moment, each has its share or nothing, and none is lost", .timeLimit(.minutes(1)))
    func anyMoment() async {
        let budget = Budget(limit: 2)
        let served = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let task = Task {
                        guard let share = await budget.takeUnlessCancelled(1 + number % 2) else {
                            return false
                        }
                        await Task.yield()
                        budget.give(back: share)
                        return true
                    }
                    for _ in 0..<(number % 7) { await Task.yield() }
                    if number % 3 > 0 { task.cancel() }
                    return await task.value
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(served >= 667)
        #expect(budget.most == 2 && budget.waiting == 0)
        #expect(await Self.wait(for: 2, of: budget).value)
    }

    @Test("who came first is served first")
    func order() async {
        let budget = Budget(limit: 1)
        let served = Served()
        let share = await budget.take(1)
        var waiting: [Task<Void, Never>] = []
        for number in 0..<20 {
            waiting.append(
                Task {
                    let own = await budget.take(1)
                    served.numbers.withLock { $0.append(number) }
                    budget.give(back: own)
                })
            while budget.waiting <= number { await Task.yield() }
        }
        #expect(served.numbers.withLock { $0.isEmpty })
        budget.give(back: share)
        for task in waiting { await task.value }
        #expect(served.numbers.withLock { $0 } == Array(0..<20))
    }
}

/// Who was served, in order.
private final class Served: Sendable {
    let numbers = Mutex<[Int]>([])
}
