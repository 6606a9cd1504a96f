import SyncCore
import Testing

@Suite("The budget of pages under way")
struct ByteBudgetTests {
    private static let megabyte = 1 << 20

    @Test("eight walks with pages of 8 MB never hold more than 32 MB, and all get their turn")
    func largestPages() async {
        let budget = ByteBudget(limit: 32 * Self.megabyte)
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
        let budget = ByteBudget(limit: 32 * Self.megabyte)
        var shares: [ByteBudget.Share] = []
        for _ in 0..<8 { shares.append(await budget.take(Self.megabyte)) }
        #expect(budget.most == 8 * Self.megabyte)
        for share in shares { budget.give(back: share) }
    }

    @Test("a page that weighs more than was expected holds up the others until it is stored")
    func heavier() async {
        let budget = ByteBudget(limit: 10)
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
        let budget = ByteBudget(limit: 10)
        var first = await budget.take(10)
        let second = Task { await budget.take(8) }
        budget.settle(&first, at: 1)
        budget.give(back: await second.value)
        budget.give(back: first)
        #expect(budget.most == 10)
    }

    @Test("a page beyond the whole budget goes alone")
    func beyond() async {
        let budget = ByteBudget(limit: 10)
        let share = await budget.take(50)
        let second = Task { await budget.take(1) }
        for _ in 0..<100 { await Task.yield() }
        #expect(budget.most == 50)
        budget.give(back: share)
        budget.give(back: await second.value)
    }
}
