import Foundation

/// The body of `POST /search`. Jira answers 400 to any member it does not know, so there are no others.
struct SearchBody: Encodable {
    var jql: String
    var startAt = 0
    var maxResults: Int
    var fields: [String]
    var expand: [String]

    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers always encode.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}
