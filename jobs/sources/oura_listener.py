"""Hears the one request by which a browser brings back what Oura answered to a sign-in."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

WAIT_S = 300.0
POLL_S, SILENT_S = 0.5, 5.0
DONE = b"Thank you. You can close this page and go back to the terminal.\n"


def heard(redirect: str, wait_s: float = WAIT_S) -> str:
    """Listen at a redirect address on loopback; return the address that was asked for.

    TimeoutError when nobody came, OSError when the port is taken.
    """
    wanted, found = urlsplit(redirect), list[str]()

    class Ear(BaseHTTPRequestHandler):
        # somebody who connects and says nothing must not hold the line
        timeout = SILENT_S

        def do_GET(self) -> None:
            ours = urlsplit(self.path).path == wanted.path
            self.send_response(200 if ours else 404)
            self.end_headers()
            if ours:
                self.wfile.write(DONE)
                found.append(self.path)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the address holds the code."""

    until = time.monotonic() + wait_s
    with HTTPServer((wanted.hostname or "", wanted.port or 80), Ear) as server:
        server.timeout = POLL_S
        while not found:
            if time.monotonic() > until:
                raise TimeoutError(f"nobody came back to {redirect} in {wait_s:g} s")
            server.handle_request()
    return f"{wanted.scheme}://{wanted.netloc}{found[0]}"
