import FoundationEssentials
import Glibc
import LinuxSystem

/// A file system for `docker import` with one static program, made by the machine's own C compiler, so that tests with
/// containers need no image from anywhere.
///
/// The program is `/probe`; its first argument says what it does:
/// `say OUT ERR` prints a line on each stream, `exit N` ends with that status, `cat` copies its input, `wait` sleeps until
/// SIGTERM and then prints `bye`, `stubborn` ignores SIGTERM but not SIGQUIT, `eat` takes memory until it is killed, `flood` prints lines
/// without end, `http PORT TEXT [LINE…]` prints the lines and answers every request with the text.
public enum ProbeImage {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Path of the tar archive, made once a process.
    public static let archive: Result<String, Failure> = {
        do {
            return .success(try build())
        } catch {
            return .failure(Failure(description: "cannot build the probe image: \(error)"))
        }
    }()

    private static func build() throws -> String {
        let directory = "/tmp/probe-image-\(getpid())"
        try FileManager.default.createDirectory(atPath: directory + "/root", withIntermediateDirectories: true)
        directoryToRemove = directory
        atexit { try? FileManager.default.removeItem(atPath: ProbeImage.directoryToRemove) }
        try Data(source.utf8).write(to: URL(filePath: directory + "/probe.c"))
        try run("cc", ["-static", "-O1", "-o", directory + "/root/probe", directory + "/probe.c"])
        let archive = directory + "/image.tar"
        try run("tar", ["-C", directory + "/root", "-cf", archive, "."])
        return archive
    }

    /// Written once, inside the lazy initialisation of `archive`.
    private nonisolated(unsafe) static var directoryToRemove = ""

    private static func run(_ program: String, _ arguments: [String]) throws {
        let path = "/usr/local/bin:/usr/bin:/bin"
        guard let executable = ChildCommand.find(program, in: path) else {
            throw Failure(description: "no \(program) on this machine")
        }
        let status = try ChildProcess(
            ChildCommand(executable: executable, arguments: arguments, environment: ["PATH": path]),
            descriptors: [2: 2]
        ).wait()
        guard status.isSuccess else { throw Failure(description: "\(program) ended with \(status)") }
    }

    private static let source = """
        #include <netinet/in.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>

        static void end(int number) { (void)number; if (write(1, "bye\\n", 4) < 0) _exit(2); _exit(0); }

        static int http(int port, const char *text) {
            int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
            if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 64)) return 3;
            for (;;) {
                int peer = accept(listener, 0, 0);
                char buffer[4096];
                if (peer < 0) continue;
                if (read(peer, buffer, sizeof buffer) > 0)
                    dprintf(peer, "HTTP/1.1 200 OK\\r\\nContent-Length: %zu\\r\\nConnection: close\\r\\n\\r\\n%s",
                            strlen(text), text);
                close(peer);
            }
        }

        int main(int count, char **arguments) {
            const char *mode = count > 1 ? arguments[1] : "wait";
            setvbuf(stdout, 0, _IOLBF, 0);
            if (!strcmp(mode, "say") && count > 3) { puts(arguments[2]); fprintf(stderr, "%s\\n", arguments[3]); return 0; }
            if (!strcmp(mode, "exit") && count > 2) return atoi(arguments[2]);
            if (!strcmp(mode, "cat")) { int c; while ((c = getchar()) != EOF) putchar(c); return 0; }
            if (!strcmp(mode, "eat")) for (;;) { char *page = malloc(1 << 20); if (page) memset(page, 1, 1 << 20); }
            if (!strcmp(mode, "flood")) for (unsigned long n = 0;; n++) printf("line %lu\\n", n);
            signal(SIGQUIT, end);
            signal(SIGTERM, strcmp(mode, "stubborn") ? end : SIG_IGN);
            for (int i = 4; i < count; i++) puts(arguments[i]);
            if (!strcmp(mode, "http") && count > 3) return http(atoi(arguments[2]), arguments[3]);
            puts("waiting");
            for (;;) pause();
        }

        """
}
