"""TLS in front of a plain HTTP server, for clients that insist on https: tls_front.py CERT KEY PORT-FILE TARGET-PORT

Copies bytes in both directions; one thread a direction.
"""

import os
import socket
import ssl
import sys
import threading


def copy(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main(certificate, key, port_file, target):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".part", "w", encoding="utf-8") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    while True:
        plain, _ = listener.accept()
        try:
            outer = context.wrap_socket(plain, server_side=True)
            inner = socket.create_connection(("127.0.0.1", int(target)))
        except OSError:
            plain.close()
            continue
        threading.Thread(target=copy, args=(outer, inner), daemon=True).start()
        threading.Thread(target=copy, args=(inner, outer), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:5])
