import http.server
import json
import threading


class OtherSystem:
    """A real HTTP server of another system on this machine: keeps what it is sent, answers as it is told."""

    def __enter__(self):
        system = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                system.received.append((dict(self.headers), body))
                if system.meanwhile:
                    system.meanwhile(json.loads(body))
                if system.drips:
                    system.drips.wait(20)
                    return
                self.send_response(system.status)
                if system.location:
                    self.send_header('Location', system.location)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *args):
                """Say nothing."""

        self.received, self.status, self.location, self.meanwhile, self.drips = [], 200, None, None, None
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}/ask'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        if self.drips:
            self.drips.set()
        self.server.shutdown()
        self.server.server_close()
