#!/usr/bin/env python3
"""A Jira behind TLS, and the proxies that lead to it, for tests: proxy.py CERTIFICATE KEY JIRA_PORT USER PASSWORD

Prints three ports on one line: an HTTP proxy that wants name and password, a SOCKS5 proxy without, and the TLS front.
Every name is resolved by the proxies, to the front. Each further line on standard output is one tunnel: `http 200`,
`http 407`, `socks jira.test`.
"""

import base64
import socket
import socketserver
import ssl
import sys
import threading

CERTIFICATE, KEY, JIRA, USER, PASSWORD = sys.argv[1:6]
EXPECTED = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def say(text):
    print(text, flush=True)


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def join(one, other):
    back = threading.Thread(target=pump, args=(other, one), daemon=True)
    back.start()
    pump(one, other)
    back.join()
    other.close()


class Front(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            secure = CONTEXT.wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return
        join(secure, socket.create_connection(("127.0.0.1", int(JIRA))))


class HTTPProxy(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                data = self.request.recv(4096)
                if not data:
                    return
                head += data
            lines = head.decode("latin-1").split("\r\n")
            credentials = [line.split(":", 1)[1].strip() for line in lines
                           if line.lower().startswith("proxy-authorization:")]
            if not lines[0].startswith("CONNECT ") or credentials != [EXPECTED]:
                say("http 407")
                self.request.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                                     b"Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n")
                continue
            say("http 200")
            self.request.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            return join(self.request, socket.create_connection(("127.0.0.1", FRONT)))


class SOCKSProxy(socketserver.BaseRequestHandler):
    def handle(self):
        version, count = self.request.recv(2)
        self.request.recv(count)
        self.request.sendall(b"\x05\x00")
        _, _, _, kind = self.request.recv(4)
        if kind == 3:
            host = self.request.recv(self.request.recv(1)[0]).decode()
        else:
            host = socket.inet_ntoa(self.request.recv(4))
        self.request.recv(2)
        say(f"socks {host}")
        self.request.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        join(self.request, socket.create_connection(("127.0.0.1", FRONT)))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONTEXT.load_cert_chain(CERTIFICATE, KEY)
servers = [Server(("127.0.0.1", 0), handler) for handler in (HTTPProxy, SOCKSProxy, Front)]
FRONT = servers[2].server_address[1]
for server in servers:
    threading.Thread(target=server.serve_forever, daemon=True).start()
say(" ".join(str(server.server_address[1]) for server in servers))
sys.stdin.read()
