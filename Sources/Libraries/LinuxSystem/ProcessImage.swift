import CLinux
import Glibc

/// This process as a program that can become another one.
public enum ProcessImage {
    /// The value of a variable of this process's environment, `nil` where it is not set.
    public static func variable(_ name: String) -> String? {
        clinux_environment_variable(name).map { String(cString: $0) }
    }

    /// All variables of this process's environment.
    public static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = clinux_environment()
        while let entry = next?.pointee {
            let text = String(cString: entry)
            if let sign = text.firstIndex(of: "=") {
                variables[String(text[..<sign])] = String(text[text.index(after: sign)...])
            }
            next? += 1
        }
        return variables
    }

    /// Keeps other processes of the same user from reading this one's memory and environment. A program that it becomes or
    /// starts is open again.
    public static func hide() throws(LinuxError) {
        guard clinux_hide_process() == 0 else { throw LinuxError("cannot hide this process from others") }
    }

    /// The directory of this process's executable, links resolved.
    public static func directory() throws(LinuxError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw LinuxError("cannot tell where this program is") }
        let path = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    /// Goes on as another program (execve(2)) with the same environment and all descriptors that are not close-on-exec.
    ///
    /// - Parameter input: what the program reads on its standard input.
    public static func become(_ path: String, arguments: [String], input: [UInt8]) throws(LinuxError) -> Never {
        let file = clinux_memory_file("standard input")
        guard file >= 0 else { throw LinuxError("cannot make a file in memory") }
        let source = Descriptor(owning: file)
        try source.writeAll(input)
        guard lseek(source.rawValue, 0, SEEK_SET) == 0, dup2(source.rawValue, STDIN_FILENO) == STDIN_FILENO else {
            throw LinuxError("cannot pass on the standard input")
        }
        let vector = CStringArray([path] + arguments)
        clinux_become(path, vector.pointer)
        throw LinuxError("cannot start \(path)")
    }
}
