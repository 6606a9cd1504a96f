import ArgumentParser
import Foundation
import FoundationNetworking

/// What a person does with the URL that `authorize` prints: logs in, looks at the page, presses a button, and
/// lets the browser follow the redirect.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Open an authorize URL as a person would, and decide.")

    @Argument(help: "The URL that the client printed.") var url: String
    @Option(help: "Who logs in; the password is the name.") var user = "jira-mirror"
    @Flag(help: "Press Deny instead of Allow.") var deny = false

    func run() async throws {
        guard let start = URL(string: url) else { throw ValidationError("\(url) is not a URL.") }
        var (page, location) = try await open(URLRequest(url: start))
        if page.contains("os_password") {
            (page, location) = try await post(
                page, from: location, ["os_username": user, "os_password": user, "login": "Log In"])
        }
        guard page.contains("name=\"approve\"") else {
            throw ValidationError("There is nothing to decide on that page.")
        }
        (page, location) = try await post(
            page, from: location, deny ? ["deny": "Deny"] : ["approve": "Allow"])
        let title = page.components(separatedBy: "<title>").dropFirst().first?
            .components(separatedBy: "</title>").first
        print(
            "\(user) \(deny ? "denied" : "allowed") it; the browser shows: \(title ?? "a page without a title")"
        )
    }

    private func open(_ request: URLRequest) async throws -> (String, URL) {
        let (data, response) = try await URLSession.shared.data(for: request)
        return (
            String(decoding: data, as: UTF8.self), response.url ?? request.url ?? URL(fileURLWithPath: "/")
        )
    }

    /// Sends the page's first form with its hidden fields.
    private func post(_ page: String, from base: URL, _ fields: [String: String]) async throws -> (
        String, URL
    ) {
        let form = page.components(separatedBy: "<form").dropFirst().first ?? ""
        let action = Self.attribute("action", of: form) ?? ""
        guard let target = URL(string: action, relativeTo: base) else {
            throw ValidationError("The page's form leads nowhere.")
        }
        var values = fields
        for input in form.components(separatedBy: "<input").dropFirst()
        where input.contains("type=\"hidden\"") {
            if let name = Self.attribute("name", of: input) {
                values[name] = Self.attribute("value", of: input)
            }
        }
        var request = URLRequest(url: target.absoluteURL)
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        request.httpBody = Data(
            values.map { name, value in
                "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
            }.joined(separator: "&").utf8)
        return try await open(request)
    }

    private static func attribute(_ name: String, of tag: String) -> String? {
        tag.components(separatedBy: "\(name)=\"").dropFirst().first?.components(separatedBy: "\"").first?
            .replacingOccurrences(of: "&quot;", with: "\"").replacingOccurrences(of: "&lt;", with: "<")
            .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(of: "&amp;", with: "&")
    }
}
