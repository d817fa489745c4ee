// libcurl's option functions are variadic, which Swift does not import: one shim for each type of argument.
#pragma once
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

typedef size_t (*curl_shim_data_callback)(char *_Nullable, size_t, size_t, void *_Nullable);
typedef int (*curl_shim_seek_callback)(void *_Nullable, curl_off_t, int);

static inline CURLcode curl_shim_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_set_offset(CURL *_Nonnull handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_set_string(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_set_pointer(CURL *_Nonnull handle, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_set_data_callback(
    CURL *_Nonnull handle, CURLoption option, curl_shim_data_callback _Nullable value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_set_seek_callback(
    CURL *_Nonnull handle, CURLoption option, curl_shim_seek_callback _Nullable value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode curl_shim_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode curl_shim_get_pointer(CURL *_Nonnull handle, CURLINFO info, void *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode curl_shim_multi_set_long(CURLM *_Nonnull handle, CURLMoption option, long value) {
    return curl_multi_setopt(handle, option, value);
}
// `CURLMsg` ends in a union, which Swift reads badly.
static inline CURLcode curl_shim_message_result(const CURLMsg *_Nonnull message) { return message->data.result; }
