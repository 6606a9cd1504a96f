import HTTPCore
import JiraAPI

extension FailureReport {
    /// - Parameter command: what to run with the right URL.
    init(probe error: SiteProbeError, program: String, command: String = "init") {
        switch error {
        case .transport(TransportError.couldNotResolve(let text)):
            self.init(
                "the site does not exist: \(text)", hints: ["check the host name in the URL"],
                status: .unavailable)
        case .transport(let error): self.init(transport: error)
        case .notFound(.some(let suggestion)):
            self.init(
                "there is no Jira at this URL, but one at \(suggestion)",
                hints: ["run: \(program) \(command) \(suggestion)"], status: .unavailable)
        case .notFound(.none):
            self.init(
                "there is no Jira at this URL (404)",
                hints: [
                    "the base URL may end in a context path such as /jira",
                    "Jira shows it under Administration > System > General configuration",
                ], status: .unavailable)
        case .redirected(let place, true):
            self.init(
                "the site has moved to \(place)", hints: ["run: \(program) \(command) \(place)"],
                status: .protocolError)
        case .redirected, .page, .notJira: self.init("\(error)", status: .protocolError)
        case .shut, .cloud: self.init("\(error)", status: .unavailable)
        case .unavailable: self.init("\(error)", status: .tryLater)
        }
    }
}
