import Foundation
import Logging
import Reporting
import SyncCore

/// One event as one line of a log.
struct EventLine {
    var at: Instant
    var level: Logger.Level
    var message: String
    /// By name; the run's id is among them.
    var fields: [String: String]

    /// `2026-11-30T10:15:00.123Z info  run=5f0c2a91 request method=GET status=200`; values with spaces, quotes or
    /// control characters are quoted.
    var text: String {
        let run = fields["run"].map { " run=\($0)" } ?? ""
        let rest = fields.filter { $0.key != "run" }.sorted { $0.key < $1.key }
            .map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
        let level = level.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
        return "\(at.text) \(level)\(run) \(TerminalText.visible(message))\(rest)"
    }

    /// A JSON object on one line: `time`, `level`, `message`, and the fields as texts.
    var json: String {
        var object = fields
        object["time"] = at.text
        object["level"] = level.rawValue
        object["message"] = message
        return (try? JSONDocument.text(object, isPretty: false)) ?? "{}"
    }

    /// The priority that systemd's journal takes from the start of a line (sd-daemon(3)).
    var priority: String {
        switch level {
        case .trace, .debug: "<7>"
        case .info: "<6>"
        case .notice: "<5>"
        case .warning: "<4>"
        case .error: "<3>"
        case .critical: "<2>"
        }
    }

    private static func quoted(_ text: String) -> String {
        let visible = TerminalText.visible(text)
        guard
            text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) || visible != text
        else { return text }
        return "\"" + visible.replacing("\"", with: "\\\"") + "\""
    }
}
