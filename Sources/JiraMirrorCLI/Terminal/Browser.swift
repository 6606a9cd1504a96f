import Foundation

/// Opens a page in the person's browser, where there is a desktop to do it on.
package enum Browser {
    /// Whether a browser can appear: `xdg-open` needs a display.
    package static func isLikely(_ environment: [String: String]) -> Bool {
        ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
    }

    /// Starts `xdg-open URL` and does not wait; false where it could not be started.
    ///
    /// The program gets neither our standard streams nor a shell.
    package static func open(_ url: String, environment: [String: String]) -> Bool {
        guard isLikely(environment), let program = find("xdg-open", environment["PATH"]) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [url]
        process.environment = environment.filter { !$0.key.hasPrefix("JIRA_MIRROR_") }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return (try? process.run()) != nil
    }

    private static func find(_ program: String, _ path: String?) -> String? {
        (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").lazy
            .filter { $0.hasPrefix("/") }
            .map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
