import HTTPCore
import OpenSSLCrypto

extension FailureReport {
    init(transport error: TransportError) {
        let later = "this is usually temporary: the next run tries again"
        let proxy = "something that is not Jira may answer in its place: check site.url and proxies"
        switch error {
        case .refusedURL(let why):
            self.init(
                "the site's URL cannot be used: \(why)", hints: ["set site.url to Jira's own base URL"],
                status: .configuration)
        case .couldNotResolve(let text):
            self.init(
                "the site's host name cannot be resolved: \(text)",
                hints: ["check the name in site.url and this machine's DNS"], status: .tryLater)
        case .couldNotConnect(let text):
            self.init("the site cannot be reached: \(text)", hints: [later], status: .tryLater)
        case .tls(let text):
            self.init(
                "the site's certificate was not accepted: \(text)",
                hints: [
                    "for a private certificate authority set network.ca_file (or --ca-file) to its PEM file"
                ], status: .notAuthorized)
        case .proxy(let text):
            self.init(
                "the proxy did not connect us: \(text)",
                hints: [
                    "check network.proxy, network.proxy_user and, if it wants a password, vault proxy-password"
                ], status: .tryLater)
        case .timedOut(let phase):
            self.init(
                "the site did not answer in time (\(phase))",
                hints: [later, "the limit is network.\(phase)_timeout"], status: .tryLater)
        case .incomplete(let text):
            self.init("the site's answer was cut off: \(text)", hints: [later], status: .tryLater)
        case .bodyTooLarge(let limit):
            self.init(
                "the site's answer is larger than \(limit >> 20) MiB", hints: [proxy], status: .protocolError)
        case .headersTooLarge(let limit):
            self.init(
                "the site's answer has more than \(limit >> 10) KiB of headers", hints: [proxy],
                status: .protocolError)
        case .cancelled:
            self.init(command: .interrupted("a signal"), program: "jira-mirror")
        case .other(let code, let text):
            self.init("the network failed: \(text) (libcurl \(code))", hints: [later], status: .tryLater)
        }
    }

    init(crypto error: CryptoError) {
        switch error {
        case .unreadableKey, .keySize, .inconsistentKey:
            self.init(
                "\(error)", kept: "nothing was changed",
                hints: ["a new key pair: jira-mirror init URL --new-key, then jira-mirror authorize"],
                status: .configuration)
        case .authenticationFailed, .workFactor:
            self.init(
                "the vault is damaged: \(error)", kept: "it was not touched",
                hints: ["restore it from a backup, or move it away and run init and authorize again"],
                status: .dataError)
        case .library, .wrongLength:
            self.init(
                "\(error)", hints: ["this is a bug of ours: please report it with this line"],
                status: .software)
        }
    }
}
