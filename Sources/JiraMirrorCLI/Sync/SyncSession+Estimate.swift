import JiraAPI
import MirrorStore
import SyncCore

/// `sync --dry-run`.
extension SyncSession {
    /// Prints what a run would cost, without writing anything.
    func estimate() async throws {
        let estimate: SyncEstimate
        do throws(SyncFailure) {
            estimate = try await EstimateRun(
                source: client, options: options, standing: try standing(), now: dependencies.context.now
            ).run()
        } catch {
            throw SyncVerdict.told(error, program: dependencies.program)
        }
        let asked = await executor.statistics.requests
        try dependencies.context.output.write(Self.text(estimate, asked: asked))
    }

    /// What the mirror holds; nothing where there is none yet.
    private func standing() throws(SyncFailure) -> MirrorStanding {
        let path = dependencies.configuration.mirror.path
        guard FileMode.exists(path) else { return MirrorStanding() }
        do throws(StoreError) {
            return try MirrorReader(path: path).standing()
        } catch {
            throw .store(error)
        }
    }

    private static func text(_ estimate: SyncEstimate, asked: Int) -> String {
        var lines = [
            ("projects to fill", String(estimate.projectsToFill)),
            ("issues to read", String(estimate.issuesToFill + estimate.issuesToRefresh)),
            ("requests", requests(estimate)),
        ]
        for name in estimate.parts.map(\.name).reduce(
            into: [String](), { if !$0.contains($1) { $0.append($1) } })
        {
            let own = estimate.parts.filter { $0.name == name }
            let sum = own.reduce(0) { $0 + $1.requests }
            lines.append(("  " + name, own.allSatisfy(\.isExact) ? "\(sum)" : "about \(sum)"))
        }
        lines += [
            ("download", "about \(megabytes(estimate.bytes)) before compression"),
            ("disk", "about \(megabytes(estimate.diskBytes))"),
            ("time", "about \(duration(estimate.seconds)) of answers from Jira"),
            ("this estimate", "\(asked) requests"),
        ]
        let width = lines.map(\.0.count).max() ?? 0
        return estimate.notices.map { $0 + "\n" }.joined()
            + lines.map { name, value in
                name + String(repeating: " ", count: width - name.count + 4) + value + "\n"
            }.joined()
    }

    /// `about 118: 62 certain, 56 estimated`, or the number alone where all is certain.
    private static func requests(_ estimate: SyncEstimate) -> String {
        let all = estimate.requests
        let exact = estimate.exactRequests
        if estimate.peopleGoOn {
            return "more than \(all): the directory of people is longer than an estimate reads"
        }
        return all == exact ? "\(all)" : "about \(all): \(exact) certain, \(all - exact) estimated"
    }

    private static func megabytes(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? "\(max(0, bytes) >> 10) KB" : "\(bytes >> 20) MB"
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 120 ? "\(whole) s" : "\((whole + 59) / 60) min"
    }
}
