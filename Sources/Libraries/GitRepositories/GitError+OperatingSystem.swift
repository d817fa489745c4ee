import Glibc

extension GitError {
    /// The error of the system call that has just failed; `action` completes the sentence `cannot …`.
    static func operatingSystem(_ action: String, code number: Int32 = errno) -> GitError {
        let words = String(cString: strerror(number))
        return GitError(.inputOutput, "cannot \(action): \(words)", cause: "errno \(number)")
    }
}
