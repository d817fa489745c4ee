"""Greets whoever the path names, with a package that pip installed."""

import http.server
import os
import signal
import sys
import urllib.parse

from greeting_cards import greet


class Greeter(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).strip("/") or "world"
        body = (greet(name) + "\n").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port = int(os.environ.get("PORT", "80"))
    print(f"listening on port {port}", flush=True)
    http.server.ThreadingHTTPServer(("", port), Greeter).serve_forever()
