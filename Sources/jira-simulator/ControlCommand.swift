import ArgumentParser
import Foundation
import FoundationNetworking

/// Drives a running simulator: the administrator who registers a consumer, the people who edit issues.
struct ControlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control", abstract: "Send an order to a running simulator.",
        discussion: """
            Examples:
              jira-simulator control http://127.0.0.1:8080 consumers --consumer-key k --public-key public.pem
              jira-simulator control http://127.0.0.1:8080 mutations '{"randomEdits":{"count":50,"seed":7}}'
              jira-simulator control http://127.0.0.1:8080 stats
            """)

    @Argument(help: "The simulator's base URL.") var url: String
    @Argument(help: "The order: consumers, mutations, faults, revoke, clock, stats …") var order: String
    @Argument(help: "Its JSON; without it the order only asks.") var json: String?
    @Option(help: "For consumers: the key.") var consumerKey: String?
    @Option(help: "For consumers: a file with the public key (PEM).") var publicKey: String?

    func run() async throws {
        guard var parts = URLComponents(string: url) else { throw ValidationError("\(url) is not a URL.") }
        parts.path = "/__control/" + order
        guard let target = parts.url else { throw ValidationError("\(order) is not an order.") }
        var request = URLRequest(url: target)
        if let body = try body() {
            request.httpMethod = "POST"
            request.httpBody = body
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        FileHandle.standardOutput.write(data + Data("\n".utf8))
        guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw ExitCode.failure }
    }

    private func body() throws -> Data? {
        if let json { return Data(json.utf8) }
        guard let consumerKey, let publicKey else { return nil }
        let pem = try String(contentsOfFile: publicKey, encoding: .utf8)
        return try JSONEncoder().encode(["key": consumerKey, "publicKey": pem, "name": consumerKey])
    }
}
