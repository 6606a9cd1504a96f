"""A vault, opened by other means than the program's own, so that the harness knows the bytes to look for.

AES-GCM encrypts in counter mode from the second block of its nonce; openssl's command line has that mode. The tag is
not checked: whether the vault refuses changes is another row's question.
"""

import base64
import os
import re
import sqlite3
import subprocess


def secrets(home):
    """Name and bytes of the vault's key, its data key and the private key, in each form that memory may hold."""
    with open(os.path.join(home, "vault.key"), "rb") as file:
        text = file.read().strip()
    key = base64.b64decode(text)
    database = sqlite3.connect(os.path.join(home, "vault.sqlite"))
    nonce, wrapped = database.execute("SELECT nonce, wrapped FROM vault_kek").fetchone()
    data_key = _decrypted(wrapped, key, nonce)
    nonce, sealed = database.execute(
        "SELECT nonce, sealed FROM vault_rec WHERE kind = 'rsa_private_key'").fetchone()
    database.close()
    pem = _decrypted(sealed, data_key, nonce)
    if b"PRIVATE KEY" not in pem:
        raise RuntimeError("the harness could not open the vault")
    forms = {"vault key": key, "vault key, Base64": text, "vault key, hexadecimal": key.hex().encode(),
             "data key": data_key, "private key, PEM": pem.splitlines()[10]}
    for name, number in _numbers(pem).items():
        length = (number.bit_length() + 7) // 8
        forms[f"private key, {name}"] = number.to_bytes(length, "big")
        # As OpenSSL computes with it: words, the lowest first.
        forms[f"private key, {name}, in words"] = number.to_bytes(length, "little")
    return forms


def _decrypted(sealed, key, nonce):
    counter = bytes(nonce) + b"\0\0\0\2"
    return subprocess.run(
        ["openssl", "enc", "-d", "-aes-256-ctr", "-K", key.hex(), "-iv", counter.hex()], input=sealed[:-16],
        stdout=subprocess.PIPE, check=True).stdout


def _numbers(pem):
    """The secret numbers of an RSA key, by their names in RFC 8017."""
    shown = subprocess.run(
        ["openssl", "pkey", "-noout", "-text"], input=pem, stdout=subprocess.PIPE, check=True).stdout.decode()
    names = {"privateExponent": "d", "prime1": "p", "prime2": "q", "exponent1": "dP", "exponent2": "dQ",
             "coefficient": "qInv"}
    found = dict(re.findall(r"^(\w+):\n((?:    [0-9a-f:]+\n)+)", shown, re.MULTILINE))
    return {short: int(re.sub(r"[\s:]", "", found[name]), 16) for name, short in names.items()}
