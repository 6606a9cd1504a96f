import SyncCore
import Synchronization
import Testing

@Suite("The budget of what is under way")
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

    @Test("the patient let everybody pass who comes while they wait, and go then in their order")
    func patience() async {
        let budget = Budget(limit: 1)
        let served = Served()
        let first = await budget.take(1)
        var waiting: [Task<Void, Never>] = []
        for number in 0..<4 {
            waiting.append(
                Task {
                    let share = await budget.take(1, isPatient: number < 2)
                    served.numbers.withLock { $0.append(number) }
                    budget.give(back: share)
                })
            while budget.waiting <= number { await Task.yield() }
        }
        budget.give(back: first)
        for task in waiting { await task.value }
        #expect(served.numbers.withLock { $0 } == [2, 3, 0, 1])
        #expect(budget.most == 1 && budget.waiting == 0)
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
