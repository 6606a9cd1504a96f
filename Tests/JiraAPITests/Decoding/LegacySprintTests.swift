import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// A sprint as the test knows it, to be rendered as Jira does.
struct RenderedSprint: Equatable {
    var id: Int64 = 1
    var board: Int64? = 3
    var name: String? = "S 1"
    var state: String? = "active"
    var goal: String?
    var start: Int64?
    var end: Int64?
    var complete: Int64?
    var activated: Int64?

    /// The orders of the members over the years.
    enum Era: CaseIterable { case y2013, y2014, y2015, y2017, y2018, y2026 }

    init() {}

    init(_ sprint: SprintSighting) {
        id = sprint.id
        board = sprint.boardID
        name = sprint.name.string
        state = sprint.state.string
        goal = sprint.goal.string
        start = sprint.startAt?.milliseconds
        end = sprint.endAt?.milliseconds
        complete = sprint.completeAt?.milliseconds
        activated = sprint.activatedAt?.milliseconds
    }

    func text(_ era: Era) -> String {
        func date(_ value: Int64?) -> String { value.map { Instant(milliseconds: $0).text } ?? "<null>" }
        let values: [String: String] = [
            "id": "\(id)", "rapidViewId": board.map(String.init) ?? "<null>", "name": name ?? "<null>",
            "state": state?.uppercased() ?? "<null>", "goal": goal ?? (era == .y2026 ? "<null>" : ""),
            "startDate": date(start), "endDate": date(end), "completeDate": date(complete),
            "activatedDate": date(activated), "sequence": "\(id)", "closed": "\(state == "closed")",
            "autoStartStop": "false", "synced": "false", "incompleteIssuesDestinationId": "<null>",
        ]
        let keys =
            switch era {
            case .y2013: ["name", "closed", "startDate", "endDate", "completeDate", "id"]
            case .y2014: ["rapidViewId", "state", "name", "startDate", "endDate", "completeDate", "id"]
            case .y2015:
                ["rapidViewId", "state", "name", "startDate", "endDate", "completeDate", "sequence", "id"]
            case .y2017:
                ["id", "rapidViewId", "state", "name", "startDate", "endDate", "completeDate", "sequence"]
            case .y2018:
                [
                    "id", "rapidViewId", "state", "name", "startDate", "endDate", "completeDate", "sequence",
                    "goal",
                ]
            case .y2026:
                [
                    "activatedDate", "autoStartStop", "completeDate", "endDate", "goal", "id",
                    "incompleteIssuesDestinationId", "name", "rapidViewId", "sequence", "startDate", "state",
                    "synced",
                ]
            }
        let members = keys.map { "\($0)=\(values[$0] ?? "")" }.joined(separator: ",")
        return "com.atlassian.greenhopper.service.sprint.Sprint@1f2e[\(members)]"
    }

    /// What of it a text of that time holds.
    func known(_ era: Era) -> RenderedSprint {
        var known = self
        if era != .y2026 { known.activated = nil }
        // No goal is told by an empty text, a time without goals by none.
        known.goal = era == .y2026 || era == .y2018 ? goal ?? "" : nil
        if era == .y2013 {
            known.board = nil
            known.state = state == "closed" ? "closed" : start != nil ? "active" : "future"
        }
        return known
    }
}

@Suite("legacy sprints")
struct LegacySprintTests {
    private func parse(_ text: String) -> RenderedSprint? {
        // The parser looks at words past the end, as over an answer's body.
        let body = ResponseBody(text)
        let start = UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self))
        return withExtendedLifetime(body) {
            LegacySprint.parse(TextSlice(start: start, count: body.count)).map(RenderedSprint.init)
        }
    }

    private func parse(members: String) -> RenderedSprint? {
        parse("com.atlassian.greenhopper.service.sprint.Sprint@7643377e[\(members)]")
    }

    @Test(
        "the order of the members does not matter, null and empty are nothing, a goal that is none is told",
        arguments: RenderedSprint.Era.allCases)
    func eras(era: RenderedSprint.Era) {
        var sprint = RenderedSprint()
        sprint.start = 1_524_985_260_000
        #expect(parse(sprint.text(era)) == sprint.known(era))
        (sprint.board, sprint.state, sprint.start) = (nil, "future", nil)
        #expect(parse(sprint.text(era)) == sprint.known(era))
        (sprint.state, sprint.end, sprint.complete, sprint.goal) = ("closed", 5, 6, "Ship it, all of it")
        #expect(parse(sprint.text(era)) == sprint.known(era))
    }

    @Test("dates come with offsets, states in upper case")
    func values() throws {
        let sprint = try #require(
            parse(
                members:
                    "id=444,rapidViewId=158,state=CLOSED,name=TEST | 06 Jan - 19 Jan,startDate=2018-04-30T00:01:00.000-07:00,"
                    + "endDate=2018-05-14T00:01:00.000+02:00,completeDate=<null>,sequence=444,goal="))
        #expect(
            sprint.name == "TEST | 06 Jan - 19 Jan" && sprint.state == "closed"
                && sprint.goal?.isEmpty == true)
        #expect(
            sprint.start == 1_525_071_660_000 && sprint.end == 1_526_248_860_000 && sprint.complete == nil)
    }

    static let hostile = [
        "a, b", "a,b=c", "[x]", "]", "a]", "a[id=5]", "quote \" and \\", "|", "=", ",", ",,", "goal=none",
        ",goal=",
        "A,state=CLOSED", "A,id=7", "A,id=7,x", "A,name=B", "A,goal=B", "A,startDate=<null>",
        "A,sequence=9,goal=x", "<null> x", "x,<null>", "naïve – 😀", "A,rapidViewId=5,state=CLOSED,name=B", "",
    ]

    @Test("a name that looks like members is a name", arguments: hostile)
    func hostileName(name: String) {
        for era in RenderedSprint.Era.allCases {
            var sprint = RenderedSprint()
            (sprint.name, sprint.start, sprint.goal) = (name, 0, "real")
            // Until 2017 there was no goal: a name that invents one cannot be told from it.
            let invents =
                [.y2013, .y2014, .y2015, .y2017].contains(era)
                && (name.contains(",goal=")
                    || (era != .y2015 && era != .y2017 && name.contains(",sequence=9")))
            let alsoState = era == .y2013 && (name.contains(",state=") || name.contains(",rapidViewId="))
            if invents || alsoState { continue }
            #expect(parse(sprint.text(era)) == sprint.known(era), "\(era): \(sprint.text(era))")
        }
    }

    @Test("a goal that looks like members is a goal", arguments: hostile)
    func hostileGoal(goal: String) {
        for era in [RenderedSprint.Era.y2018, .y2026] {
            var sprint = RenderedSprint()
            (sprint.goal, sprint.name) = (goal, "real")
            #expect(parse(sprint.text(era)) == sprint.known(era), "\(era): \(sprint.text(era))")
        }
    }

    @Test(
        "what is no sprint is none",
        arguments: [
            "", "id=", "id=x", "id=-1", "name=S", "state=ACTIVE,name=S", "unknown=5,id=5",
            "id=99999999999999999999",
            ",id=5", "id =5",
        ])
    func noSprint(members: String) {
        #expect(parse(members: members) == nil)
    }

    @Test("text that is cut or of another class is no sprint")
    func otherText() {
        let whole = RenderedSprint().text(.y2018)
        for length in 0..<whole.count { #expect(parse(String(whole.prefix(length))) == nil) }
        #expect(parse(whole + "x") == nil)
        #expect(parse("x" + whole) == nil)
        #expect(parse(whole.replacing("Sprint@", with: "Sprint#")) == nil)
    }

    @Test("an unknown state and odd dates lose themselves and not the sprint")
    func oddValues() {
        let sprint = parse(
            members: "id=5,state=PAUSED,name=S,startDate=soon,endDate=2018-13-01T00:00:00.000Z,goal=g")
        #expect(sprint?.id == 5 && sprint?.name == "S" && sprint?.goal == "g")
        #expect(sprint?.state == nil && sprint?.start == nil && sprint?.end == nil)
    }

    @Test("what is rendered is parsed, for any name and goal without a comma and a key, seeded")
    func renderAndParse() {
        var generator = SeededGenerator(seed: 4711)
        let pieces = [
            ",", "=", "[", "]", "\"", "\\", " ", "a", "Sprint", "ü", "😀", "<null>", "id", "=5", "{", "}", "|",
            "@1f", "\n",
            "com.atlassian.greenhopper.service.sprint.Sprint@1[", "name=", "goal=", "state=CLOSED", "synced",
        ]
        let keys = [
            "id=", "rapidViewId=", "state=", "name=", "goal=", "startDate=", "endDate=", "completeDate=",
            "activatedDate=", "sequence=", "closed=", "autoStartStop=", "incompleteIssuesDestinationId=",
            "synced=",
        ]
        func text() -> String {
            var text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            for key in keys { text = text.replacing("," + key, with: ";" + key) }
            return text == "<null>" ? "null" : text
        }
        func instant() -> Int64? {
            Bool.random(using: &generator) ? Int64.random(in: 0...4_000_000_000_000, using: &generator) : nil
        }
        for round in 0..<4000 {
            var sprint = RenderedSprint()
            sprint.id = Int64.random(in: 0...99_999, using: &generator)
            sprint.board = Bool.random(using: &generator) ? Int64.random(in: 1...999, using: &generator) : nil
            sprint.name = text()
            let goal = text()
            sprint.goal = goal.isEmpty ? nil : goal
            sprint.state = ["future", "active", "closed"].randomElement(using: &generator)
            (sprint.start, sprint.end) = (instant(), instant())
            (sprint.complete, sprint.activated) = (instant(), instant())
            let era = RenderedSprint.Era.allCases[round % RenderedSprint.Era.allCases.count]
            #expect(parse(sprint.text(era)) == sprint.known(era), "\(sprint.text(era))")
        }
    }

    @Test("no text crashes the parser, seeded")
    func noCrash() {
        var generator = SeededGenerator(seed: 99)
        let tokens = [
            ",id=", ",name=", ",goal=", ",state=", ",startDate=", ",sequence=", "5", "<null>",
            "2020-01-06T11:38:31.937Z",
            ",", "=", "]", "[", "x", ",closed=true", ",synced=false",
        ]
        var parsed = 0
        for _ in 0..<4000 {
            let count = Int.random(in: 0...90, using: &generator)
            let members = (0..<count).map { _ in tokens.randomElement(using: &generator) ?? "" }.joined()
            if parse(members: "id=5" + members) != nil { parsed += 1 }
        }
        #expect(parsed > 100)
        for _ in 0..<2000 {
            var bytes = Array(RenderedSprint().text(.y2026).utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
                    in: 32...126, using: &generator)
            }
            _ = parse(String(decoding: bytes, as: UTF8.self))
        }
    }
}
