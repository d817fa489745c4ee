import CLibCurl

/// The one owner of a `CURL *`, its list of headers or recipients and its error buffer.
///
/// Not thread-safe: built by the requesting task, then used by the transfer loop's thread alone until freed.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private var list: UnsafeMutablePointer<curl_slist>?
    private let errorBuffer: UnsafeMutablePointer<CChar>

    init() throws(CurlError) {
        guard Self.libraryIsReady, let raw = curl_easy_init() else {
            throw CurlError(.other, "libcurl could not be initialised")
        }
        self.raw = raw
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = curl_shim_set_pointer(raw, CURLOPT_ERRORBUFFER, errorBuffer)
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_slist_free_all(list)
        errorBuffer.deallocate()
    }

    /// `curl_global_init` must have run once before the first thread uses the library.
    private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(curl_shim_set_long(raw, option, value))
    }

    func set(_ option: CURLoption, offset value: Int64) throws(CurlError) {
        try check(curl_shim_set_offset(raw, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        try check(curl_shim_set_string(raw, option, value))
    }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) throws(CurlError) {
        try check(curl_shim_set_pointer(raw, option, pointer))
    }

    func set(_ option: CURLoption, callback: curl_shim_data_callback) throws(CurlError) {
        try check(curl_shim_set_data_callback(raw, option, callback))
    }

    func set(_ option: CURLoption, seek: curl_shim_seek_callback) throws(CurlError) {
        try check(curl_shim_set_seek_callback(raw, option, seek))
    }

    /// Sets the option whose value is a list, of which one handle has one: headers, or recipients.
    func set(_ option: CURLoption, list: [String]) throws(CurlError) {
        for item in list {
            guard let longer = curl_slist_append(self.list, item) else { throw CurlError(.other, "out of memory") }
            self.list = longer
        }
        try set(option, pointer: self.list)
    }

    /// The detail libcurl wrote down, or its general text for the code.
    func text(for code: CURLcode) -> String {
        let detail = String(cString: errorBuffer)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    /// The `errno` of the last failed connection attempt, zero where there was none.
    var systemErrorNumber: Int32 {
        var value = 0
        return curl_shim_get_long(raw, CURLINFO_OS_ERRNO, &value) == CURLE_OK ? Int32(value) : 0
    }

    private func check(_ code: CURLcode) throws(CurlError) {
        if code != CURLE_OK {
            throw CurlError(.invalidRequest, text(for: code), curlCode: Int32(code.rawValue))
        }
    }
}
