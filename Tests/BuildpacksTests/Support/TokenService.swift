import Foundation
import LinuxSystem
import TestSupport
import Testing

/// A token service of OAuth 2.0 for one registry (Distribution project, "Docker Registry v2 authentication using OAuth2"):
/// it signs what it grants, and `docker-registry` checks the signature. Ends with its owner.
final class TokenService: Sendable {
    static let refreshToken = "refresh-4711"
    static let service = "registry-of-tests"

    private let directory: TemporaryDirectory
    private let certificate: SelfSignedCertificate
    private let port: Int
    private let process: ChildProcess

    init() async throws {
        directory = try TemporaryDirectory("cnb-oauth")
        certificate = try SelfSignedCertificate("DNS:issuer.test")
        port = try LoopbackPort.free()
        try Data(Self.program.utf8).write(to: URL(filePath: directory.file("service.py")))
        let log = try Descriptor.open(directory.file("log"), flags: O_WRONLY | O_CREAT | O_TRUNC)
        process = try ChildProcess(
            ChildCommand(
                executable: "/usr/bin/python3",
                arguments: [
                    directory.file("service.py"), "\(port)", certificate.certificate, certificate.key,
                    Self.refreshToken, Self.service,
                ], environment: ["PATH": "/usr/bin:/bin"]),
            descriptors: [1: log.rawValue, 2: log.rawValue])
        try await eventually("the token service answers") { [port] in LoopbackPort.answers(port) }
    }

    deinit {
        process.signal(SIGKILL)
        _ = process.wait()
    }

    /// What a registry that trusts the service is configured with.
    var authentication: String {
        """
        {token: {realm: "http://127.0.0.1:\(port)/token", service: "\(Self.service)", issuer: "tests", \
        rootcertbundle: "\(certificate.certificate)"}}
        """
    }

    /// Grants what is asked for to who has the refresh token; refuses everybody else.
    private static let program = #"""
        import base64, http.server, json, subprocess, sys, time, urllib.parse

        port, certificate, key, refresh_token, service = sys.argv[1:]

        def encoded(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        def signature(text):
            made = subprocess.run(["/usr/bin/openssl", "dgst", "-sha256", "-sign", key],
                                  input=text.encode(), capture_output=True, check=True).stdout
            # ASN.1 to the two numbers that RFC 7518, section 3.4 wants.
            numbers, place = b"", 2
            for _ in range(2):
                size = made[place + 1]
                numbers += made[place + 2:place + 2 + size].lstrip(b"\0").rjust(32, b"\0")
                place += 2 + size
            return encoded(numbers)

        def token(scopes):
            access = []
            for scope in scopes:
                kind, rest = scope.split(":", 1)
                name, actions = rest.rsplit(":", 1)
                access.append({"type": kind, "name": name, "actions": actions.split(",")})
            chain = "".join(open(certificate).read().strip().splitlines()[1:-1])
            now = int(time.time())
            claims = {"iss": "tests", "sub": "alice", "aud": service, "iat": now, "nbf": now - 10,
                      "exp": now + 300, "jti": str(now), "access": access}
            parts = [{"typ": "JWT", "alg": "ES256", "x5c": [chain]}, claims]
            text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
            return text + "." + signature(text)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length") or 0)
                form = dict(urllib.parse.parse_qsl(self.rfile.read(size).decode()))
                wanted = {"grant_type": "refresh_token", "refresh_token": refresh_token, "service": service}
                if any(form.get(name) != value for name, value in wanted.items()) or not form.get("client_id"):
                    return self.answer(401, {"error": "invalid_grant"})
                scopes = form.get("scope", "").split()
                self.answer(200, {"access_token": token(scopes), "expires_in": 300, "refresh_token": refresh_token})

            def do_GET(self):
                self.answer(401, {"error": "unauthorized"})

            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()

        """#
}
