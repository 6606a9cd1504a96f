internal import COpenSSL

/// The server's side of TLS (1.2 and 1.3) for one short conversation with a browser on this machine, with a
/// certificate of its own making.
package final class TLSServer: Sendable {
    /// OpenSSL counts references itself and lets several threads make connections of one context.
    private nonisolated(unsafe) let context: OpaquePointer

    /// Makes the certificate.
    package init() throws(CryptoError) {
        let identity = try LoopbackCertificate()
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw ErrorQueue.failure("start TLS") }
        self.context = context
        guard copenssl_restrict_server(context) == 1,
            SSL_CTX_use_certificate(context, identity.certificate) == 1,
            SSL_CTX_use_PrivateKey(context, identity.key) == 1
        else { throw ErrorQueue.failure("start TLS") }
    }

    deinit { SSL_CTX_free(context) }

    /// Begins a conversation on a connected socket that does not block; the socket stays the caller's.
    package func connection(on descriptor: Int32) throws(CryptoError) -> TLSConnection {
        guard let ssl = SSL_new(context) else { throw ErrorQueue.failure("start a TLS connection") }
        guard SSL_set_fd(ssl, descriptor) == 1 else {
            SSL_free(ssl)
            throw ErrorQueue.failure("start a TLS connection")
        }
        SSL_set_accept_state(ssl)
        return TLSConnection(owning: ssl)
    }
}

/// One conversation; used by one thread at a time.
package final class TLSConnection {
    private let ssl: OpaquePointer

    fileprivate init(owning ssl: OpaquePointer) { self.ssl = ssl }

    deinit { SSL_free(ssl) }

    /// What a call came to.
    package enum Progress: Equatable {
        case bytes(Int)
        /// The socket has to become ready first.
        case waiting
        /// The peer has gone, refused our certificate, or does not speak TLS.
        case over
    }

    /// Reads into the buffer, after the handshake as far as it has come.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        ErrorQueue.discard()
        let count = SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
        return progress(count)
    }

    /// Writes what the socket takes.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Progress {
        ErrorQueue.discard()
        return progress(SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count)))
    }

    /// Tells the peer that nothing more comes.
    package func close() {
        SSL_shutdown(ssl)
        ErrorQueue.discard()
    }

    private func progress(_ count: Int32) -> Progress {
        guard count <= 0 else { return .bytes(Int(count)) }
        let reason = SSL_get_error(ssl, count)
        ErrorQueue.discard()
        return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE ? .waiting : .over
    }
}
