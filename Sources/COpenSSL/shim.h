// OpenSSL 3 as Swift sees it: the headers, and functions for what are macros in C.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL 3.0 or newer is needed"
#endif

// Bytes held by a memory BIO, without copying them. The BIO keeps them.
static inline long copenssl_bio_memory(BIO *bio, char **start) {
    return BIO_get_mem_data(bio, start);
}

// Memory functions that leave nothing behind: decoders give the bytes of keys back to the heap as they are.
static inline void *copenssl_allocate(size_t count, const char *file, int line) {
    (void)file; (void)line;
    return count == 0 ? NULL : malloc(count);
}

static inline void copenssl_release(void *block, const char *file, int line) {
    (void)file; (void)line;
    if (block == NULL) return;
    OPENSSL_cleanse(block, malloc_usable_size(block));
    free(block);
}

static inline void *copenssl_resize(void *block, size_t count, const char *file, int line) {
    if (block == NULL) return copenssl_allocate(count, file, line);
    if (count == 0) {
        copenssl_release(block, file, line);
        return NULL;
    }
    size_t held = malloc_usable_size(block);
    if (count <= held) return block;
    void *larger = malloc(count);
    if (larger == NULL) return NULL;
    memcpy(larger, block, held);
    copenssl_release(block, file, line);
    return larger;
}

// 0 where OpenSSL has allocated already.
static inline int copenssl_overwrite_released(void) {
    return CRYPTO_set_mem_functions(copenssl_allocate, copenssl_resize, copenssl_release);
}

// PEM reader callback for keys that ask for a passphrase: there is none, and nobody is asked.
// (Without a callback OpenSSL prompts on the terminal, and a batch job would hang.)
static inline int copenssl_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer; (void)size; (void)writing; (void)context;
    return -1;
}

// PEM_read_bio_PrivateKey gives the decoded bytes back to the heap as they are: here they stay in the secure heap.
static inline EVP_PKEY *copenssl_read_private_key(BIO *bio) {
    unsigned char *bytes = NULL;
    char *name = NULL;
    long count = 0;
    if (PEM_bytes_read_bio_secmem(&bytes, &count, &name, PEM_STRING_EVP_PKEY, bio, copenssl_no_passphrase, NULL) != 1)
        return NULL;
    const unsigned char *place = bytes;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &place, count);
    OPENSSL_secure_clear_free(bytes, (size_t)count);
    OPENSSL_secure_free(name);
    return key;
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
