import Reporting

/// Finds what a parameter names, letter case aside.
struct NameLookup<Value: Equatable> {
    /// Names in the mirror, and what stands for each; a name may stand for several.
    private var known: [(name: String, value: Value)] = []

    mutating func add(_ name: String, _ value: Value) { known.append((name, value)) }

    /// The values of the names that were asked for, in their order, each once.
    ///
    /// - Parameters:
    ///   - lastWins: of several values of a name the one that was added last counts alone.
    ///   - problems: gets each name that is not known, with the nearest one.
    func find(
        _ wanted: [String], for parameter: String, lastWins: Bool = false,
        _ problems: inout [ParameterProblem]
    ) -> [Value] {
        let asked = Set(wanted.map { $0.lowercased() })
        var values: [String: [Value]] = [:]
        for (name, value) in known {
            let name = name.lowercased()
            guard asked.contains(name) else { continue }
            if lastWins { values[name] = [value] } else { values[name, default: []].append(value) }
        }
        var found: [Value] = []
        for text in wanted {
            guard let matches = values[text.lowercased()] else {
                problems.append(
                    .notInMirror(
                        name: parameter, value: text, nearest: NearestName.of(text, among: known.map(\.name)))
                )
                continue
            }
            for value in matches where !found.contains(value) { found.append(value) }
        }
        return found
    }
}
