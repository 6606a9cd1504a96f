package import HTTPCore

/// How a ``CurlTransport`` dials.
///
/// Nothing here is read from the environment: proxies, certificate stores and `.netrc` count only where
/// they are configured.
package struct CurlConfiguration: Sendable {
    /// Sent with every request.
    ///
    /// Must not look like a browser's: Jira's XSRF check refuses those.
    package var userAgent: String
    /// Bounds for requests that bring none of their own.
    package var limits: TransportLimits
    /// PEM file of certificate authorities to trust besides the system's directory of them.
    package var caFile: String?
    package var clientCertificate: ClientCertificate?
    package var proxy: Proxy?
    /// Hosts and domains that are reached without the proxy.
    ///
    /// Loopback never goes through it.
    package var noProxy: [String]
    package var allowPlainHTTPTo: PlainHTTPHosts
    /// Asks for gzip; the answer is decompressed and its bound counts the decompressed bytes.
    package var acceptsGzip: Bool
    /// Connections, and so transfers, at one time; further requests wait and their time limits with them.
    package var maxConnections: Int
    /// Cookies that keep us on one node behind a load balancer: exact names, or a prefix and `*`
    /// (`BIGipServer*`).
    ///
    /// They live as long as the transport; all others are dropped.
    package var nodeCookieNames: [String]

    package init(
        userAgent: String, limits: TransportLimits = TransportLimits(), caFile: String? = nil,
        clientCertificate: ClientCertificate? = nil, proxy: Proxy? = nil, noProxy: [String] = [],
        allowPlainHTTPTo: PlainHTTPHosts = .loopback, acceptsGzip: Bool = true, maxConnections: Int = 8,
        nodeCookieNames: [String] = []
    ) {
        self.userAgent = userAgent
        self.limits = limits
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.proxy = proxy
        self.noProxy = noProxy
        self.allowPlainHTTPTo = allowPlainHTTPTo
        self.acceptsGzip = acceptsGzip
        self.maxConnections = max(1, maxConnections)
        self.nodeCookieNames = nodeCookieNames
    }

    /// Gives a secret when it is needed; the caller's copy is zeroed after use.
    package typealias Secret = @Sendable () -> [UInt8]

    /// A certificate with which we prove ourselves to the server.
    package struct ClientCertificate: Sendable {
        package enum Format: String, Sendable {
            case pem = "PEM"
            /// PKCS#12: certificate and key in one file.
            case pkcs12 = "P12"
        }

        package var file: String
        /// Nil where the certificate's file holds the key too.
        package var keyFile: String?
        package var format: Format
        package var passphrase: Secret?

        package init(
            file: String, keyFile: String? = nil, format: Format = .pem, passphrase: Secret? = nil
        ) {
            self.file = file
            self.keyFile = keyFile
            self.format = format
            self.passphrase = passphrase
        }
    }

    /// A forward proxy: `http://proxy:3128`, `https://…`, `socks5h://…`, without credentials in the URL.
    package struct Proxy: Sendable {
        package var url: String
        /// Name and password in UTF-8; the method (Basic, Digest, NTLM, Negotiate) is the proxy's choice.
        package var user: Secret?
        package var password: Secret?

        package init(url: String, user: Secret? = nil, password: Secret? = nil) {
            self.url = url
            self.user = user
            self.password = password
        }
    }

    /// Where an unencrypted request may go.
    ///
    /// Everywhere else it is refused before a connection is made.
    package enum PlainHTTPHosts: Sendable, Equatable {
        /// `localhost`, 127.0.0.0/8 and ::1.
        case loopback
        /// Loopback and these names, in lower case. For isolated networks only.
        case loopbackAnd(Set<String>)
    }
}
