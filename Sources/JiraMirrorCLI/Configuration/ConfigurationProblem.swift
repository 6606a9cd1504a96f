/// One thing that is wrong with the configuration, and where.
package struct ConfigurationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where a value comes from.
    package enum Place: Equatable, Sendable, CustomStringConvertible {
        /// A line of the configuration file, counted from 1.
        case file(path: String, line: Int?)
        case environment(String)
        case flag(String)
        /// Two values that are right alone but not together, or one that is missing.
        case configuration

        package var description: String {
            switch self {
            case .file(let path, let line): line.map { "\(path):\($0)" } ?? path
            case .environment(let name): name
            case .flag(let name): name
            case .configuration: "configuration"
            }
        }
    }

    package var place: Place
    package var message: String

    package init(place: Place, _ message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}
