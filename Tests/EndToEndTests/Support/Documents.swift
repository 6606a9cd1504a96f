import Foundation

/// The project's documents, whose examples the tests run.
enum Documents {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The text of a file, by its path in the project.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Fenced blocks, in order, each with the heading over it. `info` is all that follows the opening fence.
    static func blocks(_ info: String, in text: String) -> [(heading: String, text: String)] {
        var blocks: [(heading: String, text: String)] = []
        var heading = ""
        var open: (info: Substring, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let block = open {
                if line == "```" {
                    if block.info == info { blocks.append((heading, block.lines.joined(separator: "\n"))) }
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if line.hasPrefix("```") {
                open = (line.dropFirst(3), [])
            } else if line.hasPrefix("#") {
                heading = String(line.drop { $0 == "#" || $0 == " " })
            }
        }
        return blocks
    }
}
