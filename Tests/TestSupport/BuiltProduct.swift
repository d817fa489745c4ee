import Glibc

/// The executables that `swift build` and `swift test` put beside the test bundle.
public enum BuiltProduct {
    /// Path of a built executable, or `nil` when this build did not make it.
    public static func path(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let bundle = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = bundle.lastIndex(of: "/") else { return nil }
        let path = "\(bundle[..<slash])/\(name)"
        return access(path, X_OK) == 0 ? path : nil
    }
}
