import Dispatch
import GitRepositories

extension Pipeline {
    /// Starts what reads repositories, on a thread of its own; returns at once.
    ///
    /// That takes some 5 ms, since libgit2 reads all certificates of the system when it starts. Called first in a process, it
    /// is done by the time that the database has given its first answer.
    public static func startReadingRepositories() {
        DispatchQueue(label: "libgit2").async { GitRepository.startLibrary() }
    }
}
