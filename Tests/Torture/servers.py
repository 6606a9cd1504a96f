"""Small servers that stand where a request must not go, or between program and Jira."""

import os
import socket
import ssl
import struct
import subprocess
import threading


class _Listener:
    """Accepts on loopback and hands each connection to a thread."""

    def __init__(self, host="127.0.0.1"):
        self.socket = socket.create_server((host, 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A thread that waits in accept would hold the port.
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()


class Trap(_Listener):
    """Another origin: keeps every byte that comes to it and answers like a Jira."""

    def __init__(self, host="127.0.0.1"):
        self.heard = b""
        super().__init__(host)

    def serve(self, connection):
        connection.settimeout(2)
        data = connection.recv(65536)
        with self.lock:
            self.heard += data
        connection.sendall(_answer(b"{}"))


def _answer(body, status=b"200 OK", more=b""):
    return (b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nConnection: close\r\n" + more
            + b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)


class Tap(_Listener):
    """Passes bytes between the program and the simulator and keeps them: where the harness learns the secrets."""

    def __init__(self, url):
        self.target = int(url.rpartition(":")[2])
        self.sent = b""
        self.received = b""
        super().__init__()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def serve(self, connection):
        with socket.create_connection(("127.0.0.1", self.target)) as other:
            back = threading.Thread(target=self._pump, args=(other, connection, "received"), daemon=True)
            back.start()
            self._pump(connection, other, "sent")
            back.join()

    def _pump(self, source, sink, name):
        try:
            while data := source.recv(65536):
                with self.lock:
                    setattr(self, name, getattr(self, name) + data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            # What was reset on one side is reset on the other.
            try:
                sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sink.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class TLSJira(_Listener):
    """Says over TLS what `init` asks a site: who it is; or redirects."""

    def __init__(self, certificate, key, newest=None, oldest=None, location=None):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        if newest:
            # Old versions need the old rules of OpenSSL too.
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            self.context.minimum_version = oldest
            self.context.maximum_version = newest
        self.location = location
        self.requests = 0
        self.handshakes_refused = 0
        super().__init__()

    def serve(self, connection):
        connection.settimeout(5)
        try:
            with self.context.wrap_socket(connection, server_side=True) as secure:
                head = secure.recv(65536)
                self.requests += 1 if head else 0
                if self.location:
                    secure.sendall(_answer(b"", b"302 Found", b"Location: " + self.location.encode() + b"\r\n"))
                    return
                secure.sendall(_answer(
                    b'{"baseUrl":"https://localhost","version":"9.12.4","versionNumbers":[9,12,4],'
                    b'"deploymentType":"Server","buildNumber":912004,"serverTime":"2026-11-29T22:00:00.000+0000",'
                    b'"serverTitle":"Over TLS"}'))
        except ssl.SSLError:
            self.handshakes_refused += 1


class Certificates:
    """A private authority and certificates of every bad kind, made by openssl."""

    def __init__(self, folder):
        self.folder = folder
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Torture CA",
                  "-keyout", "ca.key", "-out", "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE",
                  "-addext", "keyUsage=keyCertSign,cRLSign")
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                  "-keyout", "self.key", "-out", "self.pem", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        os.mkdir(os.path.join(folder, "issued"))
        for name, text in (("index.txt", ""), ("serial", "01\n"), ("ca.cnf", _CA)):
            with open(os.path.join(folder, name), "w", encoding="ascii") as file:
                file.write(text)
        self._issue("good", "DNS:localhost,IP:127.0.0.1", "20250101000000Z", "20460101000000Z")
        self._issue("other", "DNS:jira.example.com", "20250101000000Z", "20460101000000Z")
        self._issue("expired", "DNS:localhost,IP:127.0.0.1", "20200101000000Z", "20210101000000Z")
        self._issue("future", "DNS:localhost,IP:127.0.0.1", "20450101000000Z", "20460101000000Z")

    def path(self, name):
        return os.path.join(self.folder, name)

    def pair(self, name):
        return self.path(name + ".pem"), self.path(name + ".key")

    def _issue(self, name, names, start, end):
        self._run("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", name + ".key",
                  "-out", name + ".csr")
        with open(self.path(name + ".ext"), "w", encoding="ascii") as file:
            file.write(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        self._run("ca", "-config", "ca.cnf", "-batch", "-notext", "-startdate", start, "-enddate", end, "-in",
                  name + ".csr", "-out", name + ".pem", "-extfile", name + ".ext")

    def _run(self, *arguments):
        ended = subprocess.run(
            ["openssl", *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if ended.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]}: {ended.stderr[-300:]}")


_CA = """[ca]
default_ca = torture
[torture]
database = index.txt
serial = serial
new_certs_dir = issued
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""
