import CurlClient
import DockerEngine
import Foundation
import LinuxSystem
import PlatformModel
import TestSupport

/// Images of a small web application, made by the machine's own C compiler and pushed to the private registry.
enum ApplicationImage {
    /// Publishes an image of the project that runs `/application` with these arguments.
    ///
    /// - Returns: the reference by digest.
    static func publish(_ arguments: [String], for project: ProjectID, changes: [String] = []) async throws -> String {
        let docker = DockerEngine()
        let archive = try await Tool.offPool { try Data(contentsOf: URL(filePath: self.archive.get())) }
        let registry = try await Tool.offPool { PrivateRegistry.shared.host }
        let name = "\(registry)/\(project):v\(UInt32.random(in: 0 ... .max))"
        let command = String(decoding: try JSONEncoder().encode(["/application"] + arguments), as: UTF8.self)
        try await docker.importImage(.bytes(Array(archive)), as: name, changes: ["CMD \(command)"] + changes)
        let pushed = try await docker.pushImage(name)
        // The engine has to pull it.
        try await docker.removeImage(name)
        return "\(registry)/\(project)@\(pushed.digest)"
    }

    /// Path of a tar archive with one static program, made once a process.
    private static let archive: Result<String, any Error> = Result { try build() }

    private static func build() throws -> String {
        let directory = "/tmp/application-image-\(getpid())"
        try FileManager.default.createDirectory(atPath: directory + "/root", withIntermediateDirectories: true)
        try Data(source.utf8).write(to: URL(filePath: directory + "/application.c"))
        try run(
            "cc", ["-static", "-O1", "-pthread", "-o", "\(directory)/root/application", "\(directory)/application.c"])
        try run("tar", ["-C", "\(directory)/root", "-cf", "\(directory)/image.tar", "."])
        atexit { try? FileManager.default.removeItem(atPath: "/tmp/application-image-\(getpid())") }
        return "\(directory)/image.tar"
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let path = "/usr/local/bin:/usr/bin:/bin"
        let executable = ChildCommand.find(program, in: path) ?? program
        let result = try Tool.runBlocking(
            ChildCommand(executable: executable, arguments: arguments, environment: ["PATH": path]))
        guard result.status.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["errors": result.errors]) }
    }

    /// `serve TEXT` answers `/` with the text, `/slow` with it after half a second, `/dial?ADDRESS:PORT` with `open` or
    /// `closed`, `/process` with the capability lines of its status, `/environment` with its environment;
    /// `exit STATUS LINES` prints numbered lines and ends; `silent` never listens; `mute` listens and never answers;
    /// `check FILE` ends with 0 when the file exists.
    private static let source = """
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <poll.h>
        #include <pthread.h>
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <unistd.h>

        static const char *text;
        extern char **environ;

        static int dial(const char *place) {
            char host[64] = {0};
            int port = 0;
            if (sscanf(place, "%63[0-9.]:%d", host, &port) != 2) return 0;
            struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
            inet_pton(AF_INET, host, &to.sin_addr);
            int peer = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), error = -1;
            socklen_t size = sizeof error;
            connect(peer, (struct sockaddr *)&to, sizeof to);
            struct pollfd wait = {.fd = peer, .events = POLLOUT};
            if (poll(&wait, 1, 1500) == 1) getsockopt(peer, SOL_SOCKET, SO_ERROR, &error, &size);
            close(peer);
            return error == 0;
        }

        static void body(const char *path, char *out, size_t room) {
            if (!strncmp(path, "/slow", 5)) usleep(500000);
            if (!strncmp(path, "/dial?", 6)) { snprintf(out, room, "%s", dial(path + 6) ? "open" : "closed"); return; }
            if (!strncmp(path, "/environment", 12)) {
                for (char **entry = environ; *entry; entry++) {
                    size_t used = strlen(out);
                    snprintf(out + used, room - used, "%s\\n", *entry);
                }
                return;
            }
            if (!strncmp(path, "/process", 8)) {
                FILE *status = fopen("/proc/self/status", "r");
                char line[256];
                while (status && fgets(line, sizeof line, status))
                    if (!strncmp(line, "Cap", 3) || !strncmp(line, "NoNewPrivs", 10))
                        strncat(out, line, room - strlen(out) - 1);
                if (status) fclose(status);
                return;
            }
            snprintf(out, room, "%s", text);
        }

        static void *serve(void *argument) {
            int peer = (int)(long)argument, on = 1;
            setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            char request[8192];
            size_t used = 0;
            for (;;) {
                ssize_t got = read(peer, request + used, sizeof request - 1 - used);
                if (got <= 0) break;
                used += got;
                request[used] = 0;
                if (!strstr(request, "\\r\\n\\r\\n")) continue;
                char path[1024] = "/", answer[8192] = "", head[256];
                sscanf(request, "%*s %1023s", path);
                body(path, answer, sizeof answer);
                int size = snprintf(head, sizeof head, "HTTP/1.1 200 OK\\r\\nContent-Length: %zu\\r\\n\\r\\n", strlen(answer));
                if (send(peer, head, size, MSG_NOSIGNAL | MSG_MORE) < 0) break;
                if (send(peer, answer, strlen(answer), MSG_NOSIGNAL) < 0) break;
                if (strstr(request, "Connection: close")) break;
                used = 0;
            }
            close(peer);
            return 0;
        }

        static void end(int number) { (void)number; _exit(0); }

        int main(int count, char **arguments) {
            const char *mode = count > 1 ? arguments[1] : "silent";
            setvbuf(stdout, 0, _IOLBF, 0);
            signal(SIGTERM, end);
            if (!strcmp(mode, "check")) return access(arguments[2], F_OK) ? 1 : 0;
            if (!strcmp(mode, "exit")) {
                for (int line = 1; line <= atoi(arguments[3]); line++) printf("line %d\\n", line);
                fprintf(stderr, "cannot go on\\n");
                return atoi(arguments[2]);
            }
            printf("started %s\\n", mode);
            if (!strcmp(mode, "silent")) for (;;) pause();
            text = count > 2 ? arguments[2] : "";
            int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80)};
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
            if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 256)) return 3;
            for (;;) {
                int peer = accept(listener, 0, 0);
                if (peer < 0 || !strcmp(mode, "mute")) continue;
                pthread_t thread;
                if (pthread_create(&thread, 0, serve, (void *)(long)peer)) close(peer); else pthread_detach(thread);
            }
        }

        """
}
