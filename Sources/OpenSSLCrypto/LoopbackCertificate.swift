internal import COpenSSL

/// A certificate for this machine that nobody signed but its own key: for a browser on this machine, which asks its
/// person once. It lives in memory, for a day.
final class LoopbackCertificate {
    let certificate: OpaquePointer
    let key: OpaquePointer

    /// A new key (P-256) and its certificate.
    init() throws(CryptoError) {
        guard let key = copenssl_make_p256_key() else { throw ErrorQueue.failure("make a key for TLS") }
        guard let certificate = X509_new() else {
            EVP_PKEY_free(key)
            throw ErrorQueue.failure("make a certificate")
        }
        self.key = key
        self.certificate = certificate
        // From here on deinit frees both.
        guard Self.fill(certificate, key) else { throw ErrorQueue.failure("make a certificate") }
    }

    deinit {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    private static let hour = 3600
    /// Beyond a clock that is a little off.
    private static let life = 24 * hour

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer) -> Bool {
        // Browsers keep certificates by issuer and number: each gets its own.
        let serial = RandomBytes.make(8).reduce(0) { $0 << 8 | UInt64($1) } >> 1
        guard X509_set_version(certificate, 2) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial | 1) == 1,
            X509_gmtime_adj(X509_getm_notBefore(certificate), -hour) != nil,
            X509_gmtime_adj(X509_getm_notAfter(certificate), life) != nil,
            X509_set_pubkey(certificate, key) == 1, let name = X509_get_subject_name(certificate),
            addName(name, "CN", "jira-mirror on this machine"),
            X509_set_issuer_name(certificate, name) == 1
        else { return false }
        let extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost"),
        ]
        for (kind, value) in extensions where !add(kind, value, to: certificate) { return false }
        return X509_sign(certificate, key, EVP_sha256()) > 0
    }

    private static func addName(_ name: OpaquePointer, _ field: String, _ value: String) -> Bool {
        let bytes = Array(value.utf8)
        return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0) == 1
    }

    private static func add(_ kind: Int32, _ value: String, to certificate: OpaquePointer) -> Bool {
        guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { X509_EXTENSION_free(made) }
        return X509_add_ext(certificate, made, -1) == 1
    }
}
