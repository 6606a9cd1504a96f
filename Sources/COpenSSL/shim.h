// OpenSSL 3 as Swift sees it: the headers, and functions for what are macros in C.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL 3.0 or newer is needed"
#endif

// Bytes held by a memory BIO, without copying them. The BIO keeps them.
static inline long copenssl_bio_memory(BIO *bio, char **start) {
    return BIO_get_mem_data(bio, start);
}

// PEM reader callback for keys that ask for a passphrase: there is none, and nobody is asked.
// (Without a callback OpenSSL prompts on the terminal, and a batch job would hang.)
static inline int copenssl_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer; (void)size; (void)writing; (void)context;
    return -1;
}

static inline EVP_PKEY *copenssl_read_private_key(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, copenssl_no_passphrase, NULL);
}

static inline EVP_PKEY *copenssl_read_public_key(BIO *bio) {
    return PEM_read_bio_PUBKEY(bio, NULL, copenssl_no_passphrase, NULL);
}

// Macros in C: what a server of one short conversation needs.
static inline int copenssl_restrict_server(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

static inline EVP_PKEY *copenssl_make_p256_key(void) {
    return EVP_EC_gen("P-256");
}

#endif
