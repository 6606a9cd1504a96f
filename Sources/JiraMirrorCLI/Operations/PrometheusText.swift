/// Gauges in Prometheus' text exposition format (version 0.0.4), as node_exporter's textfile collector reads it.
///
/// Families come out in the order they were added, a `HELP` and a `TYPE` line each. There are no timestamps: the
/// collector refuses them.
struct PrometheusText {
    struct Sample: Equatable {
        var labels: [(name: String, value: String)]
        var value: Double

        static func == (a: Self, b: Self) -> Bool {
            a.value == b.value && a.labels.elementsEqual(b.labels) { $0 == $1 }
        }
    }

    /// Labels that each sample carries.
    let common: [(name: String, value: String)]
    private var lines: [String] = []

    init(common: [(name: String, value: String)]) { self.common = common }

    /// Adds a family of one sample; a value that is not known is left out, family and all.
    mutating func gauge(_ name: String, _ help: String, _ value: Double?) {
        guard let value else { return }
        gauge(name, help, [Sample(labels: [], value: value)])
    }

    /// Adds a family; one without samples is left out.
    mutating func gauge(_ name: String, _ help: String, _ samples: [Sample]) {
        guard !samples.isEmpty else { return }
        lines.append("# HELP \(name) \(Self.escaped(help, quotes: false))")
        lines.append("# TYPE \(name) gauge")
        for sample in samples {
            let labels = (common + sample.labels).map {
                "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\""
            }
            let braces = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
            lines.append("\(name)\(braces) \(Self.number(sample.value))")
        }
    }

    /// The file's text, with the final newline that the format asks for.
    var text: String { lines.map { $0 + "\n" }.joined() }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whole numbers without a fraction or an exponent: people read these files too.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
