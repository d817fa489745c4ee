import Foundation

extension String {
    /// The text as a JSON string, which is a YAML scalar too.
    var jsonQuoted: String {
        guard let data = try? JSONEncoder().encode(self) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self).replacing("\\/", with: "/")
    }
}
