import ArgumentParser
import JiraAPI
import TokenVault

/// `vault proxy-password`: what the proxy wants to know before it lets anybody through.
struct VaultProxyPasswordCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy-password", abstract: "Keep the password for network.proxy_user in the vault.",
        discussion: """
            It is asked for on the terminal without echo, or read from standard input.

            Example:
              jira-mirror vault proxy-password
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var vault: VaultOptions

    @Flag(help: "Remove it.")
    var remove = false

    func perform(in context: ProcessContext) async throws {
        let dependencies = try Dependencies(global, vault: vault, in: context)
        let site = try dependencies.site()
        let vault = try dependencies.vault()
        let siteID = try vault.site(adding: site.baseURL)
        if remove {
            try vault.remove(site: siteID, kind: .proxyPassword)
            return
        }
        guard let user = dependencies.configuration.network.proxyUser else {
            throw CommandError.usage(
                "there is no network.proxy_user", hint: "set it in \(dependencies.configuration.file) first")
        }
        let password = try SecretPrompt(context: context).password("Password of \(user) for the proxy: ")
        try vault.put(password, site: siteID, kind: .proxyPassword)
    }
}
