import Synchronization
import Testing

@testable import JiraAPI

@Suite("Requests under way at once")
struct RequestSlotsTests {
    @Test("are never more than there are slots, and all are served", arguments: [1, 3])
    func bound(_ count: Int) async {
        let slots = RequestSlots(count)
        let gauge = Gauge()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    await slots.enter()
                    gauge.state.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    await Task.yield()
                    gauge.state.withLock {
                        $0.now -= 1
                        $0.served.append(number)
                    }
                    slots.leave()
                }
            }
        }
        #expect(gauge.state.withLock { $0.most } == count)
        #expect(gauge.state.withLock { $0.served.count } == 50)
    }

    @Test("are served in the order in which they came")
    func order() async {
        let slots = RequestSlots(1)
        let gauge = Gauge()
        await slots.enter()
        var waiting: [Task<Void, Never>] = []
        for number in 0..<20 {
            waiting.append(
                Task {
                    await slots.enter()
                    gauge.state.withLock { $0.served.append(number) }
                    slots.leave()
                })
            while slots.waiting <= number { await Task.yield() }
        }
        #expect(gauge.state.withLock { $0.served.isEmpty })
        slots.leave()
        for task in waiting { await task.value }
        #expect(gauge.state.withLock { $0.served } == Array(0..<20))
    }
}

/// What was seen of those that have a slot.
private final class Gauge: Sendable {
    let state = Mutex((now: 0, most: 0, served: [Int]()))
}
