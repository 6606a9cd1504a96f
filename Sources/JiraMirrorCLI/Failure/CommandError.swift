/// What goes wrong in the commands themselves; the adapters have their own errors.
package enum CommandError: Error, Equatable, Sendable {
    /// The command line cannot mean anything; the hint says what would.
    case usage(String, hint: String? = nil)
    /// Everything that is wrong with the configuration.
    case configuration([ConfigurationProblem])
    /// There is no configuration file (or no vault) where this profile has it.
    case notInitialized(missing: String)
    /// The configuration belongs to another site than the one that was named.
    case otherSite(configured: String, asked: String, file: String)
    /// The mirror's file holds another site's issues.
    case mirrorOfOtherSite(held: String, asked: String, path: String)
    /// Another process holds the profile's lock.
    case anotherRun(pid: Int32?, lock: String)
    /// A signal or the end of its time stopped the run.
    case interrupted(String)
    /// Nobody has authorized this profile yet.
    case noGrant
    /// An earlier answer of Jira's killed the grant.
    case grantNotActive(reason: String, since: String)
    /// The consumer key of the configuration is not the one that the token belongs to.
    case consumerKeyChanged(configured: String, authorized: String)
    /// OAuth 2.0 needs a client id, and nobody has given one.
    case noClientID
    /// The client id of the configuration is not the one that the grant belongs to.
    case clientChanged(configured: String, authorized: String)
    /// Another person than `--expect-user` consented, or another account answers than the authorized one.
    case unexpectedUser(expected: String, found: String)
    /// What answers at the new base URL is not the Jira that is mirrored.
    case notTheSameSite(reason: String)
    /// The dialogue ended without an answer (no callback, standard input closed).
    case noAnswer(String)
    /// A grant that was just given is not one: the problem in Jira's words, or one of `GrantProblem`.
    case newGrantRefused(method: String, problem: String)
    /// The profile was set up for a method without a key pair.
    case noKeyPair(site: String)
    /// No mirror file yet.
    case noMirror(path: String)
}
