"""Answers every request with the text of the environment variable GREETING."""

import http.server
import os
import signal
import sys


class Greeter(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = (os.environ.get("GREETING", "hello from a Procfile") + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
port = int(os.environ.get("PORT", "80"))
print(f"listening on port {port}", flush=True)
http.server.ThreadingHTTPServer(("", port), Greeter).serve_forever()
