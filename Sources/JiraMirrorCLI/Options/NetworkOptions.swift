import ArgumentParser

/// The way to the site, for the first contact; `init` writes them into the configuration.
struct NetworkOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("PEM file of a private certificate authority.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Proxy, such as http://proxy.example.com:3128.", valueName: "url"))
    var proxy: String?

    @Option(
        help: ArgumentHelp(
            "Name for the proxy; the password is asked for, or read from standard input.", valueName: "name"))
    var proxyUser: String?

    @Option(help: ArgumentHelp("Client certificate (PEM or PKCS#12).", valueName: "file"))
    var clientCert: String?

    @Option(help: ArgumentHelp("Private key of the client certificate.", valueName: "file"))
    var clientKey: String?

    /// What these options set in the configuration.
    var flags: [ConfigurationFlag] {
        [
            (Settings.caFile.key, "--ca-file", caFile), (Settings.proxy.key, "--proxy", proxy),
            (Settings.proxyUser.key, "--proxy-user", proxyUser),
            (Settings.clientCertificate.key, "--client-cert", clientCert),
            (Settings.clientKey.key, "--client-key", clientKey),
        ].compactMap { key, name, value in
            value.map { ConfigurationFlag(key: key, name: name, value: $0) }
        }
    }
}
