package import HTTPCore
package import Logging
package import Reporting
package import SyncCore

/// What the program works with: every key of the file, read, checked and with its default filled in.
///
/// Paths are absolute, lengths of time are seconds.
package struct Configuration: Sendable, Equatable {
    package var profile: String
    /// The file that it was read from, there or not.
    package var file: String
    package var site: Site
    package var network: Network
    package var sync: Sync
    package var privacy: Privacy
    /// How long the contents of deleted issues are kept; nil is for ever (`retention.deleted_issues`).
    package var retainDeletedSeconds: Double?
    package var reports: Reports
    package var mirror: Mirror
    package var vault: Vault
    package var lockFile: String
    /// How long "try later" stays silent (`alert.after`).
    package var alertAfterSeconds: Double
    package var alert: Alert
    package var log: Log
    package var auth: Auth
    package var exports: [Export]

    /// Whether anything is to be gone for good once it is deleted.
    package var erases: Bool {
        retainDeletedSeconds != nil
    }

    /// The Jira that is mirrored.
    package struct Site: Sendable, Equatable {
        /// Canonical base URL with its context path; nil before `init`.
        package var url: String?
        /// The consumer key of the application link.
        package var consumerKey: String
    }

    /// How to sign in.
    package struct Auth: Sendable, Equatable {
        /// Nil: OAuth 1.0a, or as authorized before.
        package var method: SignInMethod?
        /// Of OAuth 2.0's external application.
        package var clientID: String?
        /// The registered redirect URI of OAuth 2.0.
        package var callbackURL: CallbackURL
        /// How often a rejected grant is tried again (`auth.reprobe_after`).
        package var reprobeAfterSeconds: Double
    }

    /// How the site is reached.
    package struct Network: Sendable, Equatable {
        package var caFile: String?
        package var clientCertificate: String?
        package var clientKey: String?
        package var proxy: String?
        /// The name for the proxy; its password is in the vault.
        package var proxyUser: String?
        var proxyPassword = HeldSecret()
        package var noProxy: [String]
        /// Names of a load balancer's cookies that keep a run on one node.
        package var nodeCookies: [String]
        package var limits: TransportLimits
        /// The first wait between two tries is up to this; each further one up to twice as long.
        package var retrySeconds: Double
    }

    /// What is kept out of the mirror.
    package struct Privacy: Sendable, Equatable {
        /// Names or ids of fields.
        package var deniedFields: [String]
        package var pseudonymizesUsers: Bool
    }

    /// How much a run asks for.
    package struct Sync: Sendable, Equatable {
        /// The part of the site that is mirrored.
        package var selection: Selection
        package var overlapMinutes: Int
        /// Requests at one time in a first fill and for lists; nil is 4.
        package var concurrency: Int?
        /// Issues a page; nil lets the run adapt it.
        package var pageSize: Int?
        /// nil: no limit.
        package var maxDurationSeconds: Double?
        /// Issues whose remote links are asked for in one run; 0 leaves them out.
        package var remoteLinks: Int
        /// How often a full census looks for what incremental runs cannot see.
        package var reconcileEverySeconds: Double
    }

    /// Who is told of runs, besides whoever reads standard error.
    package struct Alert: Sendable, Equatable {
        /// The file with a monitor's URL.
        package var pingFile: String?
        /// Program and arguments; empty where none is to be run.
        package var onFailure: [String]
        /// Where the metrics go; nil writes none.
        package var metricsPath: String?
    }

    /// The log of a run.
    package struct Log: Sendable, Equatable {
        package enum Format: String, Sendable, CaseIterable { case text, json }

        /// From which level on events are written; nil writes none.
        package var level: Logger.Level?
        package var format: Format
        /// The file to append to; nil is standard error.
        package var path: String?
    }

    package struct Reports: Sendable, Equatable {
        /// IANA name; nil is the account's zone in Jira.
        package var timeZone: String?
        /// The user's own `.sql` reports.
        package var directory: String
        /// The user's own views, `.sql` files too.
        package var viewsDirectory: String
    }

    package struct Mirror: Sendable, Equatable {
        package var path: String
        package var mode: UInt32
        /// Group id, or nil to leave it.
        package var group: UInt32?
    }

    package struct Vault: Sendable, Equatable {
        package var path: String
        package var key: KeySource
        /// Whether the configuration names the key source, or it is the default key file.
        package var isKeyConfigured: Bool
    }

    /// Where the vault's key comes from.
    ///
    /// A systemd credential wins over all of them, at the time of use.
    package enum KeySource: Sendable, Equatable {
        case file(String)
        /// Program and arguments; no shell.
        case command([String])
        /// The name of an environment variable.
        case environment(String)
        /// Asked on the terminal, or read from `--passphrase-fd`.
        case passphrase
    }

    /// A report that each run writes.
    package struct Export: Sendable, Equatable {
        package var report: String
        package var format: OutputFormat
        package var path: String
        /// Values by parameter, in the order given.
        package var parameters: [String: [String]]
    }
}
