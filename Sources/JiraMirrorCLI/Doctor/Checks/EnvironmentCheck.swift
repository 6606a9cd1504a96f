/// Variables that other programs obey and this one does not, which people take for granted.
struct EnvironmentCheck {
    let dependencies: Dependencies

    private static let proxies = [
        "https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY",
    ]
    private static let authorities = [
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
    ]

    func findings() -> [Finding] {
        let environment = dependencies.context.environment
        func named(_ names: [String]) -> String? {
            let found = names.filter { !(environment[$0] ?? "").isEmpty }
            return found.isEmpty ? nil : found.joined(separator: ", ")
        }
        var findings: [Finding] = []
        let network = dependencies.configuration.network
        if let set = named(Self.proxies) {
            findings.append(
                network.proxy == nil
                    ? .warning(
                        "environment",
                        "\(set) is set and not used: the way to Jira is configured, not inherited",
                        "if Jira is reached through that proxy, set network.proxy in the configuration")
                    : .note("environment", "\(set) is set; network.proxy counts"))
        }
        if let set = named(Self.authorities) {
            findings.append(
                network.caFile == nil
                    ? .warning(
                        "environment", "\(set) is set and not used",
                        "for a private certificate authority set network.ca_file in the configuration")
                    : .note("environment", "\(set) is set; network.ca_file counts"))
        }
        return findings.isEmpty ? [.good("environment", "no variable that is silently ignored")] : findings
    }
}
