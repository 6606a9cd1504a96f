#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#include <sys/socket.h>

// curl_multi_wakeup, without which a command could not interrupt a waiting poll, came with 7.68.
#if LIBCURL_VERSION_NUM < 0x074400
#error "libcurl 7.68 or newer is needed"
#endif

// Swift cannot call C functions with variable arguments, and libcurl takes every option through one.
// Each wrapper below fixes the type of that argument, so that a wrong one does not compile.

// Options that take a `long`: the width matters on a 64-bit machine.
static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

// Options that take a `curl_off_t` (the `_LARGE` ones).
static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// Options that take a C string; libcurl copies it.
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// Options that take a buffer or an object that libcurl keeps using (error buffer, header list).
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

// The body and header callbacks share one signature; the function and its context are set together.
typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_body_callback(CURL *easy, ccurl_data_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

static inline CURLcode ccurl_set_header_callback(CURL *easy, ccurl_data_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
}

// The option for permitted schemes changed its type in 7.85 and the old one is deprecated.
static inline CURLcode ccurl_permit_only_http(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
#else
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
}

// From 7.87 a name look-up in progress need not be waited for when its transfer is given up; older
// versions have no such option and wait for the system's resolver.
static inline CURLcode ccurl_leave_resolver_behind(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

// libcurl makes sockets that child processes inherit: a browser or a key command started meanwhile would
// hold our connections open, and could use them. Opened here, they are closed in children from the start.
static inline curl_socket_t ccurl_open_socket(void *context, curlsocktype purpose,
                                              struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline CURLcode ccurl_keep_sockets_from_children(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
}

// The answers of curl_easy_getinfo come through a pointer whose type depends on the question.
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

// Options of the multi handle that take a `long`.
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The result sits in an anonymous union, which is awkward to reach from Swift.
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// Authentication and start-up masks are casts in macros, which Swift does not import.
static inline CURLcode ccurl_permit_any_proxy_authentication(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)CURLAUTH_ANY);
}

static inline CURLcode ccurl_start_up(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
