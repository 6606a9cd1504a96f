import ArgumentParser
import Foundation
import SQLiteSupport

/// `bench-parts`: what the hot path costs, part by part, each beside its ceiling in the same run.
///
/// The parts are measured in turns (all of them once, then all of them again), so that whatever else the machine
/// does falls on each alike; medians are printed.
@main
struct BenchParts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-parts", abstract: "Measure decoding and storing, part by part.")

    @Option(help: "How many issues the pages hold.") var issues = 4000
    @Option(help: "How often each part is measured.") var passes = 5
    @Flag(help: "Small issues of about 9 KB instead of 10 to 25.") var small = false
    @Option(help: "File to write the figures to as JSON.") var json: String?

    func validate() throws {
        if issues < 100 { throw ValidationError("--issues is at least 100: a page.") }
        if passes < 1 { throw ValidationError("--passes is at least 1.") }
    }

    func run() throws {
        SQLiteProcess.configure()
        let pages = try Pages(issues: issues, isSmall: small)
        let summary =
            "\(pages.issueCount) issues on \(pages.bodies.count) pages, \(pages.byteCount / 1_000_000) MB, "
            + "\(pages.byteCount / pages.issueCount / 100 * 100) bytes an issue"
        FileHandle.standardError.write(Data((summary + "\n").utf8))
        let figures =
            try DecodeBenchmark(pages: pages).run(passes: passes)
            + StoreBenchmark(pages: pages).run(passes: passes)
        print(Figure.table(figures))
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(figures).write(to: URL(fileURLWithPath: json))
        }
    }
}
