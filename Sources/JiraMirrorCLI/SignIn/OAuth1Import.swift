import JiraAPI
import OAuth1
import OpenSSLCrypto
import SyncCore
import TokenVault

/// An OAuth 1.0a grant that somebody has already: consumer key, private key and access token of another program.
extension OAuth1SignIn {
    /// Reads the key, asks for the token; nothing is stored before Jira has taken both.
    ///
    /// The token's secret is not needed: RSA-SHA1 does not use it (RFC 5849, section 3.4.3).
    static func takeOver(privateKeyFile: String, at desk: SignInDesk) throws -> NewGrant {
        let pem = try PrivateKeyFile.read(privateKeyFile, workingDirectory: desk.context.workingDirectory)
        desk.hide([pem])
        let key = try RSAPrivateKey(pem: pem)
        let consumerKey = desk.dependencies.configuration.site.consumerKey
        let token = try SecretPrompt(context: desk.context).token("Access token: ")
        desk.hide([token])
        desk.context.talk.say(
            "note: the end of a token that was taken over is not known (Jira gives five years): nobody will be "
                + "warned ahead")
        return NewGrant(
            authorizer: authorizer(
                consumerKey: consumerKey,
                token: TokenCredentials(token: token.revealText() ?? "", secret: ""), key: key, at: desk),
            seal: { account, expiresAt in
                try desk.vault.save(
                    OAuthGrant(
                        account: account, consumerKey: SecretBytes(utf8: consumerKey),
                        privateKey: key.pem(), accessToken: token, accessTokenSecret: SecretBytes([]),
                        expiresAt: expiresAt?.seconds), site: desk.siteID)
            })
    }
}

/// A private key in a file, with the mistakes that people make told apart.
enum PrivateKeyFile {
    /// The PEM text of an RSA key that is not encrypted.
    ///
    /// - Throws: ``CommandError/usage(_:hint:)`` naming what the file holds instead, `FileError`.
    static func read(_ path: String, workingDirectory: String) throws -> SecretBytes {
        let path = Directory.resolve(path, from: workingDirectory)
        guard let text = try TextFile.read(path, limit: 64 << 10) else {
            throw CommandError.usage("there is no private key at \(path)")
        }
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
            throw CommandError.usage(
                "the private key \(path) is encrypted with a passphrase",
                hint: "decrypt it for the import, and delete the copy afterwards: openssl pkey -in \(path) "
                    + "-out plain.pem")
        }
        if text.contains("BEGIN OPENSSH PRIVATE KEY") {
            throw CommandError.usage(
                "\(path) holds a key in OpenSSH's own form",
                hint: "turn a copy of it into PEM: ssh-keygen -p -m PEM -f COPY")
        }
        if !text.contains("PRIVATE KEY"), text.contains("PUBLIC KEY") || text.contains("BEGIN CERTIFICATE") {
            throw CommandError.usage(
                "\(path) holds the public half; the private key is needed (BEGIN PRIVATE KEY)")
        }
        return SecretBytes(utf8: text)
    }
}
