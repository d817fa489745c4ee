import Glibc
import LinuxSystem

/// The executables that `swift build` and `swift test` put beside the test bundle.
public enum BuiltProduct {
    /// Path of a built executable, or `nil` when this build did not make it.
    public static func path(_ name: String) -> String? {
        guard let directory = try? ProcessImage.directory() else { return nil }
        let path = "\(directory)/\(name)"
        return access(path, X_OK) == 0 ? path : nil
    }
}
