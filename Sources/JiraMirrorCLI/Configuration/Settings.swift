import HTTPCore
import Logging

/// Every key of the configuration, in the order of the commented file.
///
/// `ConfigurationLoader` reads them all; a test holds ``all`` against what it reads.
enum Settings {
    static let siteURL = Setting<String?>.optional(
        "site.url", "Base URL of the Jira that is mirrored, context path included.",
        example: "https://jira.example.com"
    ) { (raw) throws(Refusal) in try SiteURL.parse(try raw.scalar()) }

    static let consumerKey = Setting<String>(
        key: "consumer_key", summary: "Consumer key of the application link in Jira.",
        example: "jira-mirror", fallback: "jira-mirror",
        parse: { (raw) throws(Refusal) in
            let text = try raw.scalar()
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isPlain, !text.isEmpty, text.utf8.count <= 255 else {
                throw Refusal("a key of 1 to 255 printable ASCII characters without spaces is expected")
            }
            return text
        }, text: { $0 })

    static let caFile = Setting<String?>.path(
        "network.ca_file", "PEM file of a private certificate authority, besides the system's.",
        example: "/etc/ssl/certs/company-ca.pem")
    static let clientCertificate = Setting<String?>.path(
        "network.client_cert", "Client certificate (PEM, or PKCS#12 by its ending .p12 or .pfx).",
        example: "client.pem")
    static let clientKey = Setting<String?>.path(
        "network.client_key", "Private key of the client certificate, where it is a file of its own.",
        example: "client.key")
    static let proxy = Setting<String?>.optional(
        "network.proxy", "Proxy for the way to Jira; the usual proxy variables are not read.",
        example: "http://proxy.example.com:3128",
        { (raw) throws(Refusal) in try ProxyURL.parse(try raw.scalar()) })
    static let proxyUser = Setting<String?>.text(
        "network.proxy_user", "Name for the proxy; its password is kept by 'vault proxy-password'.",
        example: "svc-jira-mirror")
    static let noProxy = Setting<[String]>.list(
        "network.no_proxy", "Hosts and domains that are reached without the proxy.",
        example: "[jira.example.com]")
    static let nodeCookies = Setting<[String]>.list(
        "network.node_cookies",
        "Cookies of a load balancer that keep a run on one node; all others are dropped.",
        example: "[AWSALB, BIGipServer*]")
    static let connectTimeout = Setting<Double>.duration(
        "network.connect_timeout", "Longest time to make a connection.", "20s", in: 1...600)
    static let idleTimeout = Setting<Double>.duration(
        "network.idle_timeout", "Longest time without a byte.", "1m", in: 1...3600)
    static let totalTimeout = Setting<Double>.duration(
        "network.total_timeout", "Longest time for one answer.", "5m", in: 1...7200)

    static let retrySeconds = Setting<Double>(
        key: "network.retry_seconds",
        summary: "The first wait after a failed request; each further one is up to twice as long.",
        example: "1", fallback: 1,
        parse: { (raw) throws(Refusal) in
            guard let value = Double(try raw.scalar()), value.isFinite, (0...60).contains(value) else {
                throw Refusal("a number of seconds from 0 to 60 is expected")
            }
            return value
        }, text: { String($0) })

    static let syncProjects = Setting<[String]>.projectKeys(
        "sync.projects", "Keys of the projects to mirror; unset: all that the account sees.",
        example: "[ABC, DEF]")
    static let excludedProjects = Setting<[String]>.projectKeys(
        "sync.exclude_projects", "Keys of projects to leave out.", example: "[SANDBOX]")
    static let syncJQL = Setting<String?>.optional(
        "sync.jql", "JQL without ORDER BY that every mirrored issue meets.",
        example: "'\"Team\" = Blue AND created >= 2020-01-01'"
    ) { (raw) throws(Refusal) in try ScopeJQL.parse(try raw.scalar()) }
    static let overlapMinutes = Setting<Int>.integer(
        "sync.overlap_minutes", "How far a run looks back before the last one, for Jira's late index.",
        10, in: 0...1440)
    static let concurrency = Setting<Int?>.optional(
        "sync.concurrency", "Requests at one time in a first fill and for lists, 1 to 8; unset: 4.",
        example: "2"
    ) { (raw) throws(Refusal) in try SettingText.integer(try raw.scalar(), in: 1...8) }
    static let pageSize = Setting<Int?>.optional(
        "sync.page_size", "Issues a page at most; unset: adapted to the server.",
        example: "100"
    ) { (raw) throws(Refusal) in try SettingText.integer(try raw.scalar(), in: 1...1000) }
    static let maxDuration = Setting<Double?>.optional(
        "sync.max_duration", "A run stops in good order after this time (status 75); unset: no limit.",
        example: "50m", text: { SettingText.duration($0) },
        { (raw) throws(Refusal) in try SettingText.duration(try raw.scalar(), in: 1...2_592_000) })
    static let remoteLinks = Setting<Int>.integer(
        "sync.remote_links", "Issues whose remote links one run asks for, a request each; 0 leaves them out.",
        0, in: 0...100_000)
    static let reconcileEvery = Setting<Double>.duration(
        "reconcile.every", "How often a census looks for deletions and changes that left no trace.",
        "7d", in: 3600...31_536_000)

    static let deniedFields = Setting<[String]>.list(
        "privacy.deny_fields",
        "Names or ids of fields that are never stored; what is stored of them is erased.",
        example: "[description, comment, Salary, customfield_10042]")
    static let pseudonymizeUsers = Setting<Bool>.flag(
        "privacy.pseudonymize_users", "People are stored under stable pseudonyms; the vault has the key.",
        false)
    static let retainDeleted = Setting<Double?>(
        key: "retention.deleted_issues",
        summary: "How long the contents of deleted issues are kept (90d, forever); 0d keeps none.",
        example: "90d", fallback: nil,
        parse: { (raw) throws(Refusal) in
            let text = try raw.scalar()
            if text.lowercased() == "forever" { return nil }
            return try SettingText.duration(text, in: 0...3_153_600_000)
        }, text: { $0.map { SettingText.duration($0) } ?? "forever" })

    static let timeZone = Setting<String?>.optional(
        "report.time_zone", "Time zone of the reports' days; unset: the account's zone in Jira.",
        example: "Europe/Berlin"
    ) { (raw) throws(Refusal) in try SettingText.timeZone(try raw.scalar()) }
    static let reportsPath = Setting<String?>.path(
        "report.path", "Directory of your own .sql reports.", example: "reports")
    static let viewsPath = Setting<String?>.path(
        "views.path", "Directory of your own views, a .sql file each.", example: "views.d")

    static let alertAfter = Setting<Double>.duration(
        "alert.after", "How long 'try later' (status 75) stays silent.", "2h", in: 0...31_536_000)
    static let authMethod = Setting<SignInMethod?>.optional(
        "auth.method", "How to sign in: \(SignInMethod.names); unset: oauth1, or as authorized before.",
        example: "pat", text: { $0.rawValue },
        { (raw) throws(Refusal) in
            guard let method = SignInMethod(rawValue: try raw.scalar()) else {
                throw Refusal("one of \(SignInMethod.names) is expected")
            }
            return method
        })
    static let clientID = Setting<String?>.text(
        "auth.client_id", "OAuth 2.0: client id of the external application in Jira.",
        example: "0123456789abcdef0123456789abcdef")
    static let callbackURL = Setting<CallbackURL>(
        key: "auth.callback_url",
        summary: "OAuth 2.0: the redirect URL that is registered in Jira, on this machine or behind a proxy.",
        example: "https://tools.example.com/jira-mirror/callback", fallback: .onThisMachine,
        parse: { (raw) throws(Refusal) in try CallbackURL(try raw.scalar()) }, text: { $0.text })
    static let reprobeAfter = Setting<Double>.duration(
        "auth.reprobe_after", "How often a rejected grant is tried again.", "1d", in: 3600...31_536_000)

    static let pingURLFile = Setting<String?>.path(
        "alert.ping_url_file",
        "File with the URL of a monitor (healthchecks.io or alike) that is told of each run; mode 0600.",
        example: "/etc/jira-mirror/ping.url")
    static let onFailure = Setting<[String]>.list(
        "alert.on_failure", "Program that is told of failed runs: a list of words, no shell.",
        example: "[/usr/local/bin/tell-the-team, jira]", separator: " ", text: SettingText.program)
    static let metricsPath = Setting<String?>.path(
        "metrics.path", "File for Prometheus' textfile collector, written after each run.",
        example: "/var/lib/prometheus/node-exporter/jira_mirror.prom")

    static let logLevel = Setting<Logger.Level?>(
        key: "log.level", summary: "Events of a run that are logged: off, error, warning, info or debug.",
        example: "info", fallback: nil,
        parse: { (raw) throws(Refusal) in
            let text = try raw.scalar().lowercased()
            if text == "off" { return nil }
            guard ["error", "warning", "info", "debug"].contains(text),
                let level = Logger.Level(rawValue: text)
            else { throw Refusal("'\(text)' is none of off, error, warning, info, debug") }
            return level
        }, text: { $0?.rawValue ?? "off" })
    static let logFormat = Setting<Configuration.Log.Format>(
        key: "log.format", summary: "Form of the log's lines: text or json.", example: "json",
        fallback: .text,
        parse: { (raw) throws(Refusal) in
            let text = try raw.scalar().lowercased()
            guard let format = Configuration.Log.Format(rawValue: text) else {
                throw Refusal("'\(text)' is neither text nor json")
            }
            return format
        }, text: { $0.rawValue })
    static let logPath = Setting<String?>.path(
        "log.path", "File that the log is appended to; unset: standard error (the journal, under systemd).",
        example: "/var/log/jira-mirror.log")

    static let mirrorPath = Setting<String?>.path(
        "mirror.path", "The mirror's file.", example: "/srv/jira-mirror/mirror.sqlite")
    static let mirrorMode = Setting<UInt32>(
        key: "mirror.mode", summary: "Permission bits of the mirror and its -wal and -shm files.",
        example: "0640", fallback: 0o600,
        parse: { (raw) throws(Refusal) in try SettingText.mode(try raw.scalar()) },
        text: { SettingText.mode($0) })
    static let mirrorGroup = Setting<UInt32?>.optional(
        "mirror.group", "Group of the mirror's files.", example: "analysts"
    ) { (raw) throws(Refusal) in try SettingText.group(try raw.scalar()) }

    static let vaultPath = Setting<String?>.path(
        "vault.path", "The vault's file.", example: "/var/lib/jira-mirror/vault.sqlite")
    static let keyFile = Setting<String?>.path(
        "vault.key_file", "The vault's key; the default is vault.key beside this file.",
        example: "/etc/jira-mirror/vault.key")
    static let keyCommand = Setting<[String]>.list(
        "vault.key_command", "Program that prints the vault's key: a list of words, no shell.",
        example: "[pass, show, jira-mirror]", separator: " ",
        text: SettingText.program)
    static let keyEnvironment = Setting<String?>.text(
        "vault.key_env", "Name of an environment variable that holds the vault's key.",
        example: "JIRA_MIRROR_KEY")
    static let passphrase = Setting<Bool>.flag(
        "vault.passphrase", "The vault's key is made from a passphrase (terminal or --passphrase-fd).", false)
    static let lockPath = Setting<String?>.path(
        "lock.path", "File whose lock keeps two runs apart.", example: "/var/lib/jira-mirror/lock")

    static let exportsKey = "exports"
    static let exports = SettingDescription(
        key: exportsKey, summary: "Reports written after each run.",
        example: "[{report: created-vs-resolved, path: reports/created.html}]", fallback: "")

    /// All keys.
    static let all: [SettingDescription] = [
        siteURL.description, consumerKey.description,
        caFile.description, clientCertificate.description, clientKey.description, proxy.description,
        proxyUser.description,
        noProxy.description, nodeCookies.description, connectTimeout.description, idleTimeout.description,
        totalTimeout.description, retrySeconds.description,
        syncProjects.description, excludedProjects.description, syncJQL.description,
        overlapMinutes.description, concurrency.description, pageSize.description, maxDuration.description,
        remoteLinks.description,
        reconcileEvery.description,
        deniedFields.description, pseudonymizeUsers.description, retainDeleted.description,
        timeZone.description, reportsPath.description, viewsPath.description,
        alertAfter.description, pingURLFile.description, onFailure.description,
        authMethod.description, clientID.description, callbackURL.description, reprobeAfter.description,
        metricsPath.description, logLevel.description, logFormat.description, logPath.description,
        mirrorPath.description, mirrorMode.description, mirrorGroup.description,
        vaultPath.description, keyFile.description, keyCommand.description, keyEnvironment.description,
        passphrase.description, lockPath.description,
        exports,
    ]
}
