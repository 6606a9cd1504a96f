import Glibc
import JiraAPI

/// What the person is told while the browser is elsewhere.
struct ConsentTalk {
    let context: ProcessContext
    let site: JiraSite

    /// Asks for the decision; opens the page where there is a desktop.
    ///
    /// - Parameter copying: what to do at the end where nothing listens.
    func ask(
        listener: CallbackListener?, page: String, opensBrowser: Bool,
        copying: String = "then type the verification code that Jira shows, and press Enter"
    ) {
        let opened = opensBrowser && Browser.open(page, environment: context.environment)
        var lines = [
            opened
                ? "a browser opens the page above: log in to Jira as the account to mirror, and press Allow"
                : "open the page above in a browser, log in to Jira as the account to mirror, and press Allow"
        ]
        if listener?.startURL != nil {
            lines.append(
                "the browser will warn of a certificate that this program made for 127.0.0.1: accept it once")
        }
        if let port = listener?.port {
            lines.append("waiting for the answer on 127.0.0.1:\(port), at most 10 minutes")
            if !opened {
                lines.append(
                    "if that browser is on another machine, run there first: "
                        + "ssh -L \(port):127.0.0.1:\(port) \(Self.host(context.environment))")
                lines.append("or paste the address at which the browser ends here, and press Enter")
            }
        } else {
            lines.append(copying)
        }
        context.talk.say(lines.joined(separator: "\n"))
    }

    private static func host(_ environment: [String: String]) -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "THIS-HOST" }
        let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return (environment["USER"].map { $0.isEmpty ? "" : "\($0)@" } ?? "") + host
    }
}
