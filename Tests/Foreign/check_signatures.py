#!/usr/bin/env python3
"""Cross-check of OAuth 1.0a signatures with oauthlib, an independent implementation.

Makes random requests with awkward URLs, forms and protocol parameters, signs them with oauthlib (RSA-SHA1), and
lets the tests of the OAuth1 target sign the same requests. RSA-SHA1 is deterministic: both must agree to the byte.

    python3 Tests/Foreign/check_signatures.py [--count 300] [--seed 1]

Needs `oauthlib[signedtoken]`. Exits with the status of `swift test`.
"""

import argparse
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

from oauthlib import oauth1

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "Tests/OAuth1Tests/Fixtures/oauth1-vectors.json"
ALPHABET = "abzABZ019-._~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}éżßЖ日本語\U0001F41B\u00a0\u2028\t\n"
UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"


def text(rng, longest=12):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(0, longest)))


def encoded(rng, value):
    """One of the many ways in which a value may be written in a query or a form."""
    result = []
    for byte in value.encode("utf-8"):
        character = chr(byte)
        if character in UNRESERVED and rng.random() < 0.9:
            result.append(character)
        elif character == " " and rng.random() < 0.5:
            result.append("+")
        elif character in "!*()/?:@,;'" and rng.random() < 0.5:
            result.append(character)
        else:
            escape = f"%{byte:02x}"
            result.append(escape.upper() if rng.random() < 0.5 else escape)
    return "".join(result)


def pairs(rng, most):
    names = [text(rng, 5) or "n" for _ in range(3)] + ["jql", "a", "A", "a1"]
    chosen = [(rng.choice(names), text(rng)) for _ in range(rng.randint(0, most))]
    return "&".join(f"{encoded(rng, name)}={encoded(rng, value)}" for name, value in chosen)


def request(rng):
    scheme, port = rng.choice(
        [("http", ""), ("https", ""), ("http", ":80"), ("https", ":443"), ("http", ":443"), ("https", ":8443")])
    host = rng.choice(["jira.example.com", "JIRA.Example.COM", "10.0.0.1", "[2001:DB8::1]"])
    path = rng.choice(["", "/", "/jira/rest/api/2/search", "/a%20b/C%2fd", "/x;y=1/~z", "/caf%C3%A9"])
    query = pairs(rng, 6)
    method = rng.choice(["GET", "POST", "PUT", "DELETE"])
    form = pairs(rng, 4) if method in ("POST", "PUT") and rng.random() < 0.7 else None
    return method, f"{scheme}://{host}{port}{path}" + (f"?{query}" if query else ""), form or None


def case(rng, number, pem):
    method, url, form = request(rng)
    key, nonce, timestamp = text(rng) or "key", text(rng) or "nonce", str(rng.randint(1, 4_000_000_000))
    token = text(rng) or "token"
    callback = text(rng) if rng.random() < 0.3 else None
    client = oauth1.Client(
        key, resource_owner_key=token, signature_method=oauth1.SIGNATURE_RSA, rsa_key=pem, nonce=nonce,
        timestamp=timestamp, callback_uri=callback or None)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
    _, signed, _ = client.sign(url, http_method=method, body=form, headers=headers)
    signature = re.search(r'oauth_signature="([^"]+)"', signed["Authorization"]).group(1)
    return {
        "id": f"random-{number}", "method": method, "url": url, "form": form, "consumerKey": key, "token": token,
        "nonce": nonce, "timestamp": timestamp, "callback": callback or None,
        "signature": urllib.parse.unquote(signature),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pem = json.loads(FIXTURE.read_text())["keys"]["generated-2048"]["private_pkcs8_pem"]
    rng = random.Random(options.seed)
    cases = [case(rng, number, pem) for number in range(options.count)]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "signatures.json"
        file.write_text(json.dumps(cases))
        environment = dict(os.environ, JIRA_MIRROR_SIGNATURES=str(file))
        command = ["swift", "test", "--filter", "ForeignSignatureTests"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    output = done.stdout + done.stderr
    if f"compared {options.count} signatures" not in output:
        print(output)
        print("the comparison did not run", file=sys.stderr)
        return done.returncode or 1
    if done.returncode:
        print(output)
    else:
        print(f"{options.count} signatures agree with oauthlib (seed {options.seed})")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
