import Testing

@testable import SyncCore

@Suite("The page size")
struct PageSizeTests {
    @Test("grows while answers are light, up to the server's cap")
    func grows() {
        var size = PageSize(first: 100, largest: 1000)
        size.learn(asked: 100, granted: 100, count: 100, bytes: 200_000, seconds: 0.1)
        #expect(size.current == 400)
        size.learn(asked: 400, granted: 250, count: 250, bytes: 500_000, seconds: 0.2)
        #expect(size.current == 250)
        size.learn(asked: 250, granted: 250, count: 250, bytes: 500_000, seconds: 0.2)
        #expect(size.current == 250)
    }

    @Test("stops where the next page would be heavier than 8 MB or slower than 5 s")
    func staysLight() {
        var heavy = PageSize(first: 100, largest: 1000)
        heavy.learn(asked: 100, granted: 100, count: 100, bytes: 2_500_000, seconds: 0.1)
        #expect((290...310).contains(heavy.current))
        var slow = PageSize(first: 100, largest: 1000)
        slow.learn(asked: 100, granted: 100, count: 100, bytes: 1000, seconds: 3)
        #expect(slow.current == 150)
    }

    @Test("holds pages to a lighter weight until a fill permits more")
    func permits() {
        var size = PageSize(first: 100, largest: 1000, heavyBytes: 4 << 20)
        size.learn(asked: 100, granted: 100, count: 100, bytes: 2_500_000, seconds: 0.1)
        #expect((145...155).contains(size.current))
        let asked = size.current
        size.permit(bytes: 8 << 20)
        size.learn(asked: asked, granted: asked, count: asked, bytes: asked * 25_000, seconds: 0.1)
        #expect((290...310).contains(size.current))
    }

    @Test("shrinks after an answer that was too heavy")
    func shrinks() {
        var size = PageSize(first: 800, largest: 1000)
        size.learn(asked: 800, granted: 800, count: 800, bytes: 20_000_000, seconds: 1)
        #expect(size.current == 301 || size.current == 302)
    }

    @Test("a short page teaches nothing about larger ones")
    func shortPage() {
        var size = PageSize(first: 100, largest: 1000)
        size.learn(asked: 100, granted: 100, count: 3, bytes: 3000, seconds: 0.01)
        #expect(size.current == 100)
    }

    @Test("halves down to two, and only once per failed size")
    func halves() {
        var size = PageSize(first: 100, largest: 1000)
        size.halve(from: 100)
        size.halve(from: 100)
        #expect(size.current == 50)
        for _ in 0..<10 { size.halve(from: size.current) }
        #expect(size.current == PageSize.smallest)
    }
}
