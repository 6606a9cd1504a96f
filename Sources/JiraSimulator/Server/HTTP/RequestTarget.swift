/// The target of a request line, decoded as Tomcat does with the settings that Jira ships:
/// path parameters are cut, an encoded slash or a broken escape is a 400, dot segments are resolved.
struct RequestTarget {
    let rawPath: String
    let path: String
    let rawQuery: String?

    init(_ target: String) throws(RequestReader.Refusal) {
        // Tomcat refuses control characters, blanks and bytes above ASCII anywhere in the target.
        guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw RequestReader.Refusal(
                status: 400, reason: "Invalid character found in the request target")
        }
        var target = Substring(target)
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            target = target.dropFirst(scheme.count).drop { $0 != "/" }
        }
        guard target.hasPrefix("/") else {
            throw RequestReader.Refusal(status: 400, reason: "The request target is no path")
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        rawPath = String(parts[0])
        rawQuery = parts.count > 1 ? String(parts[1]) : nil
        var segments: [String] = []
        for raw in parts[0].split(separator: "/", omittingEmptySubsequences: true) {
            let plain = raw.prefix { $0 != ";" }
            guard let segment = FormCoding.decodeStrictly(plain), !segment.contains("/"),
                !segment.contains("\\"), !segment.contains("\0")
            else { throw RequestReader.Refusal(status: 400, reason: "Invalid escape in the path") }
            switch segment {
            case ".": continue
            case "..":
                guard !segments.isEmpty else {
                    throw RequestReader.Refusal(status: 400, reason: "The path leaves the root")
                }
                segments.removeLast()
            default: segments.append(segment)
            }
        }
        path =
            "/" + segments.joined(separator: "/") + (rawPath.hasSuffix("/") && !segments.isEmpty ? "/" : "")
    }
}
