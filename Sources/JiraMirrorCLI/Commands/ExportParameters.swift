/// Parameters as they are typed: `--param name=value`.
enum ExportParameters {
    /// Values by name, in the order given.
    ///
    /// - Throws: ``CommandError/usage(_:hint:)`` for what has no name.
    static func parse(_ texts: [String]) throws(CommandError) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for text in texts {
            guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
                throw .usage("'\(text)' is no parameter", hint: "example: --param project=ABC")
            }
            values[String(text[..<sign]), default: []].append(String(text[text.index(after: sign)...]))
        }
        return values
    }
}
