import Glibc

extension ChildCommand {
    /// Becomes the program (execve(2)): it keeps this process's id, descriptors, terminal and process group, whatever
    /// ``group`` says, and gets SIGPIPE back with its default meaning.
    ///
    /// - Throws: ``LinuxError`` where the program cannot be started; otherwise it never returns.
    public func replaceProcess() throws(LinuxError) -> Never {
        let arguments = CStringArray([name ?? executable] + arguments)
        let environment = CStringArray(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        if let workingDirectory, chdir(workingDirectory) != 0 {
            throw LinuxError("cannot enter \(workingDirectory)")
        }
        // What is ignored stays ignored over execve, and programs do not expect that.
        Glibc.signal(SIGPIPE, SIG_DFL)
        execve(executable, arguments.pointer, environment.pointer)
        throw LinuxError("cannot start \(executable)")
    }
}
