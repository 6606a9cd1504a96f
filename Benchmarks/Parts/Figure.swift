import Foundation

/// The median of one part.
struct Figure: Codable {
    var part: String
    /// CPU seconds of the process for one pass.
    var cpuSeconds: Double
    /// Elapsed seconds of one pass.
    var wallSeconds: Double
    /// By CPU time.
    var issuesPerSecond: Double
    /// Bytes of pages by CPU time; nil where the part reads none.
    var megabytesPerSecond: Double?
    /// CPU time of the ceiling (or yardstick) divided by the part's own, the median of all passes, and what that is.
    var ratio: Double?
    var ratioTo: String?

    static func table(_ figures: [Figure]) -> String {
        var lines = [line("part", "CPU s", "issues/s", "MB/s", "ratio", "to")]
        for figure in figures {
            lines.append(
                line(
                    figure.part, text(figure.cpuSeconds, 3), text(figure.issuesPerSecond, 0),
                    figure.megabytesPerSecond.map { text($0, 0) } ?? "",
                    figure.ratio.map { text($0, $0 < 10 ? 2 : 0) } ?? "", figure.ratioTo ?? ""))
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    private static func line(_ part: String, _ columns: String...) -> String {
        part.padding(toLength: 36, withPad: " ", startingAt: 0)
            + columns.dropLast().map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
            + "  " + (columns.last ?? "")
    }
}

/// Durations of one part, pass by pass.
struct Samples {
    private var cpu: [Double] = []
    private var wall: [Double] = []
    /// How many issues and bytes a pass covers.
    var issues: Int
    var bytes: Int

    init(issues: Int, bytes: Int = 0) {
        self.issues = issues
        self.bytes = bytes
    }

    mutating func measure<T>(_ body: () throws -> T) rethrows -> T {
        let (cpuBegan, wallBegan) = (Self.clock(CLOCK_PROCESS_CPUTIME_ID), Self.clock(CLOCK_MONOTONIC))
        let result = try body()
        cpu.append(Self.clock(CLOCK_PROCESS_CPUTIME_ID) - cpuBegan)
        wall.append(Self.clock(CLOCK_MONOTONIC) - wallBegan)
        return result
    }

    /// Seconds of one issue, by CPU time.
    private var secondsPerIssue: Double { Self.median(cpu) / Double(issues) }

    func figure(_ part: String, ceiling: (name: String, samples: Samples)? = nil) -> Figure {
        let seconds = Self.median(cpu)
        return Figure(
            part: part, cpuSeconds: seconds, wallSeconds: Self.median(wall),
            issuesPerSecond: 1 / secondsPerIssue,
            megabytesPerSecond: bytes > 0 ? Double(bytes) / 1e6 / seconds : nil,
            ratio: ceiling.map { ratio(to: $0.samples) }, ratioTo: ceiling?.name)
    }

    /// Of parts measured in turns: what the machine does otherwise falls on both of a pass.
    private func ratio(to ceiling: Samples) -> Double {
        precondition(cpu.count == ceiling.cpu.count)
        return Self.median(zip(ceiling.cpu, cpu).map { $0 / Double(ceiling.issues) / ($1 / Double(issues)) })
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    private static func clock(_ id: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(id, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
