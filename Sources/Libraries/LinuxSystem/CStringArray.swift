import Glibc

/// A NULL-terminated array of C strings that lives as long as its owner.
final class CStringArray {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    /// A string is cut at its first NUL, as every C program would see it.
    init(_ strings: [String]) {
        count = strings.count
        pointer = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            pointer.advanced(by: index).initialize(to: strdup(string))
        }
        pointer.advanced(by: strings.count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { free(pointer[index]) }
        pointer.deallocate()
    }
}
