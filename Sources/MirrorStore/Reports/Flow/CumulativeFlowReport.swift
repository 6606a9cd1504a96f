import Reporting
import SyncCore

/// How many issues stood in each stage at the end of each period.
///
/// A counting pass over the stays: each change of layer adds to the period in which it happened, and the periods
/// are added up at the end. No day is ever asked for its issues.
struct CumulativeFlowReport: PassReport {
    let description = ReportDescription(
        name: "cumulative-flow", title: "Cumulative flow",
        summary: "How much work waits, is in progress and is done, and does it keep flowing?",
        parameters: ReportParameter.scope + [
            .board, .from("-26w", "of looking"), .to("of looking"), .by("day"),
            ReportParameter(
                "layers", .choice(["category", "status"]), default: "category",
                help: "what is stacked; with a board its columns are"),
            ReportParameter(
                "finished", .choice(["window", "all"]), default: "window",
                help: "window leaves out what was done before the first day and stayed so; all shows it"),
            .subtasks("no"),
        ])

    /// What one pass found.
    struct Findings {
        let window: PeriodWindow
        let layers: [CumulativeLayers.Layer]
        /// By layer: issues at the beginning of the window, then at the end of each period. One array, for layers
        /// can be hundreds and periods thousands.
        fileprivate(set) var counts: [Int]
        var issues = 0
        var doneBefore = 0
        var subtasks = 0
        var archived = 0

        init(_ window: PeriodWindow, _ layers: [CumulativeLayers.Layer]) {
            (self.window, self.layers) = (window, layers)
            counts = [Int](repeating: 0, count: layers.count * (window.count + 1))
        }

        /// Issues in a layer at the end of a period; -1 is the beginning of the window.
        func count(layer: Int, _ index: Int) -> Int { counts[layer * (window.count + 1) + index + 1] }

        /// Issues in layers of these stages at the end of a period; -1 is the beginning of the window.
        func count(_ stages: Set<StatusCategory>, _ index: Int) -> Int {
            layers.indices.reduce(0) { sum, layer in
                guard let stage = layers[layer].stage, stages.contains(stage) else { return sum }
                return sum + count(layer: layer, index)
            }
        }

        /// Layers in which anything ever was.
        var shown: [Int] {
            layers.indices.filter { layer in (-1..<window.count).contains { count(layer: layer, $0) != 0 } }
        }

        /// Came into progress, or past it; those that went back are taken off.
        func arrivals(_ index: Int) -> Int {
            count([.indeterminate, .done], index) - count([.indeterminate, .done], index - 1)
        }

        /// Came to be done; those that were reopened are taken off.
        func departures(_ index: Int) -> Int { count([.done], index) - count([.done], index - 1) }

        func inProgress(_ index: Int) -> Int { count([.indeterminate], index) }
    }

    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let layers = CumulativeLayers(stages, byStatus: request.values.text("layers") == "status")
        let tally = Tally(
            layers, try PeriodWindow(request, unit: .day), until: request.dataMoment.milliseconds,
            showsAll: request.values.text("finished") == "all")
        return ReportPass(scope: scope, stages: stages, body: .stays(tally.add)) {
            document(request, scope, stages, tally.result)
        }
    }

    private final class Tally {
        private var found: Findings
        private let layers: CumulativeLayers
        private let window: PeriodWindow
        private let showsAll: Bool
        /// What is after the last day, or after the data, is not looked at.
        private let end: Int64
        private let width: Int

        /// - Parameter until: the moment of the data, milliseconds since 1970.
        init(_ layers: CumulativeLayers, _ window: PeriodWindow, until: Int64, showsAll: Bool) {
            (self.layers, self.window, self.showsAll) = (layers, window, showsAll)
            end = min(window.end, until &+ 1)
            width = window.count + 1
            found = Findings(window, layers.layers)
        }

        /// Up to here they are changes: before the window, and in each period.
        var result: Findings {
            var result = found
            for place in result.counts.indices where !place.isMultiple(of: width) {
                result.counts[place] += result.counts[place - 1]
            }
            return result
        }

        func add(_ issue: SelectedIssue, _ stays: UnsafeBufferPointer<Stay>) {
            guard stays[0].entered < end else { return }
            var isDoneBefore = false
            if !showsAll {
                // Where it was last, and since when: stays of one layer are one.
                var index = stays.count - 1
                while stays[index].entered >= end { index -= 1 }
                let layer = layers.layer(of: stays[index].status)
                if layers.isDone(layer) {
                    while index > 0, layers.isDone(layers.layer(of: stays[index - 1].status)) { index -= 1 }
                    isDoneBefore = stays[index].entered < window.start
                }
            }
            switch issue.place {
            case .archived: return found.archived += isDoneBefore ? 0 : 1
            case .subtask: return found.subtasks += isDoneBefore ? 0 : 1
            case .counted: break
            }
            guard !isDoneBefore else { return found.doneBefore += 1 }
            found.issues += 1
            var last = -1
            for stay in stays where stay.entered < end {
                let layer = layers.layer(of: stay.status)
                guard layer != last else { continue }
                let place = window.place(stay.entered)
                if last >= 0 { found.counts[last * width + place] -= 1 }
                found.counts[layer * width + place] += 1
                last = layer
            }
        }
    }
}

/// What is stacked: categories, statuses, or the columns of a board. From the end of the way to its beginning.
struct CumulativeLayers {
    struct Layer {
        var name: String
        /// Nil where nothing tells.
        var stage: StatusCategory?
        /// Name of the status in Jira; nil is another kind of layer.
        var status: String?
    }

    private(set) var layers: [Layer] = []
    private var places: [Int64: Int] = [:]
    /// By status id, for the small ids that Jira gives; -1 is not among them.
    private var smallPlaces = [Int16](repeating: -1, count: 65_536)
    private var unknown = 0
    private var done: [Bool] = []

    init(_ stages: StageRule, byStatus: Bool) {
        if let board = stages.board {
            for (position, column) in board.columns.enumerated().reversed() {
                add(
                    Layer(name: column.name, stage: column.statuses.first.flatMap(stages.stage)),
                    column.statuses)
                if column.statuses.isEmpty, position == board.columns.count - 1 {
                    layers[layers.count - 1].stage = .done
                }
            }
        } else if byStatus {
            for stage in [StatusCategory.done, .indeterminate, .new] {
                let statuses = stages.statuses(in: stage).compactMap { stages.statuses[$0] }
                for status in statuses.sorted(by: { ($1.position, $1.id) < ($0.position, $0.id) }) {
                    add(Layer(name: status.name, stage: stage, status: status.name), [status.id])
                }
            }
        } else {
            for (stage, name) in [
                (StatusCategory.done, "Done"), (.indeterminate, "In progress"), (.new, "To do"),
            ] {
                add(Layer(name: name, stage: stage), stages.statuses(in: stage))
            }
        }
        unknown = layers.count
        add(Layer(name: stages.isByColumn ? "Not on the board" : "Unknown"), [])
        done = layers.map { $0.stage == .done }
    }

    private mutating func add(_ layer: Layer, _ statuses: [Int64]) {
        for status in statuses {
            if (0..<65_536).contains(status) {
                smallPlaces[Int(status)] = Int16(layers.count)
            } else {
                places[status] = layers.count
            }
        }
        layers.append(layer)
    }

    func layer(of status: Int64) -> Int {
        guard (0..<65_536).contains(status) else { return places[status] ?? unknown }
        let place = Int(smallPlaces[Int(status)])
        return place < 0 ? unknown : place
    }

    func isDone(_ layer: Int) -> Bool { done[layer] }
}
