import Reporting
import SyncCore

/// What the parameters ask of a report on versions or epics.
struct ProgressRequest {
    static func parameters(_ noun: String) -> [ReportParameter] {
        [
            ReportParameter(
                "window", .integer, default: "12",
                help: "how many past weeks the forecast draws from, 4 to 104"),
            .unit("issues", help: "what is forecast"),
            ReportParameter(
                "growth", .flag, default: "no",
                help: "let issues come in during the forecast as they did in the past weeks"),
            ReportParameter(
                "seed", .integer, default: "1",
                help: "of the random numbers: the same seed, the same forecast"
            ),
            ReportParameter(
                "limit", .integer, default: "30", help: "how many \(noun)s are shown, 1 to 200"),
            .subtasks("no"),
        ]
    }

    let window: ProgressWindow
    /// What is said of moved, renamed, archived, deleted issues and sub-tasks.
    private let edgeRule: String
    private let zoneName: String
    let settings: ProgressForecast.Settings
    let limit: Int

    init(_ request: ReportRequest, _ scope: IssueScope) throws(ReportError) {
        let values = request.values
        let weeks = values.integer("window") ?? 12
        let limit = values.integer("limit") ?? 30
        var problems: [ParameterProblem] = []
        if !(4...104).contains(weeks) {
            problems.append(
                .invalid(name: "window", value: String(weeks), expected: "a whole number from 4 to 104"))
        }
        if !(1...200).contains(limit) {
            problems.append(
                .invalid(name: "limit", value: String(limit), expected: "a whole number from 1 to 200"))
        }
        guard problems.isEmpty else { throw .parameters(report: request.name, problems) }
        window = ProgressWindow(weeks: Int(weeks), today: request.facts.today)
        settings = ProgressForecast.Settings(
            inPoints: values.text("unit") == "points", withGrowth: values.flag("growth"),
            seed: UInt64(bitPattern: values.integer("seed") ?? 1))
        self.limit = Int(limit)
        edgeRule = scope.edgeRule(byColumn: false)
        zoneName = request.facts.zoneName
    }

    /// Makes the forecasts of those shown.
    func forecast(_ items: [ProgressItem]) -> [ProgressItem] {
        items.prefix(limit).map { item in
            var item = item
            item.forecast = ProgressForecast(item.tally, window, settings, id: item.id)
            return item
        }
    }

    var rules: [String] {
        let unit = settings.inPoints ? "points" : "issues"
        return [
            "Done, in progress, to do: by the category that the issue's status has today. Points are the field that most boards estimate by, else Story Points, as they are today; an issue without counts 0 points.",
            "Forecast: a Monte Carlo simulation of \(Figure.grouped(ProgressForecast.trials)) trials. Each draws past weeks at random, with replacement, and takes off the \(unit) that were finished in them until nothing is left; seed \(Int64(bitPattern: settings.seed)) gives these numbers again.",
            "It draws from the last \(window.count) whole weeks (Monday to Sunday) before the data's moment, those left out that were over before the first issue was started or finished; weeks in which nothing was finished count. Fewer than \(ProgressForecast.fewestWeeks) weeks give no forecast.",
            "A date at 85 %: in 85 % of the trials all was finished by then (nearest rank, in steps of a week from the day of the data, \(window.today.text)). Trials end after five years.",
            settings.withGrowth
                ? "Growth: each drawn week also adds the \(unit) that were created in it. What was created before and planned in later counts for the week of its creation."
                : "The scope is taken to stay as it is (growth=no): what comes in later makes it later.",
            "Finished: when the issue last entered the category Done without having left it since, so a reopened issue counts once; one that was never started counts as well.",
            edgeRule, "Days are those of the time zone \(zoneName).",
        ]
    }
}
