import CurlTransport
import HTTPCore

/// The way to the site as the configuration describes it.
enum Transport {
    /// Not browser-like: Jira's XSRF check refuses what looks like a browser.
    static let userAgent = "jira-mirror/" + Version.number

    /// A transport of its own connections; nothing of it comes from the environment.
    static let make: @Sendable (Configuration.Network) -> any HTTPTransport = { network in
        CurlTransport(
            CurlConfiguration(
                userAgent: userAgent, limits: network.limits, caFile: network.caFile,
                clientCertificate: network.clientCertificate.map { file in
                    let ending = file.lowercased()
                    let isPKCS12 = ending.hasSuffix(".p12") || ending.hasSuffix(".pfx")
                    return CurlConfiguration.ClientCertificate(
                        file: file, keyFile: network.clientKey, format: isPKCS12 ? .pkcs12 : .pem)
                },
                proxy: proxy(network), noProxy: network.noProxy,
                nodeCookieNames: network.nodeCookies))
    }

    private static func proxy(_ network: Configuration.Network) -> CurlConfiguration.Proxy? {
        guard let url = network.proxy else { return nil }
        guard let user = network.proxyUser else { return CurlConfiguration.Proxy(url: url) }
        let password = network.proxyPassword
        return CurlConfiguration.Proxy(
            url: url, user: { Array(user.utf8) }, password: { password.reveal() })
    }
}
