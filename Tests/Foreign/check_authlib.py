#!/usr/bin/env python3
"""Signs in to jira-simulator with authlib, a second client that nobody of this project wrote.

What requests-oauthlib and authlib both accept is less likely to be an accident of one of them: OAuth 1.0a with RSA-SHA1,
OAuth 2.0 with PKCE and rotating refresh tokens. Called as check_simulator.py, after it.
"""

import logging
import os
import sys
import tempfile
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth1Session, OAuth2Session

import check_simulator as foreign
from check_simulator import CALLBACK, CONSUMER, USER, Person, Simulator, check, group, new_key, same

# The simulator speaks plain HTTP on loopback; authlib wants to be told that this is meant.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
REDIRECT = "https://127.0.0.1:8765/callback"


def check_oauth1(simulator, private_key):
    """The whole dance, a signed read with parameters that need encoding, a foreign key."""
    base = f"{simulator.url}/plugins/servlet/oauth"

    def session(key=private_key, **arguments):
        return OAuth1Session(CONSUMER, "", signature_method="RSA-SHA1", rsa_key=key, **arguments)

    client = session(redirect_uri=CALLBACK)
    token = client.fetch_request_token(f"{base}/request-token")
    same("confirmed", token["oauth_callback_confirmed"], "true")
    person = Person(simulator, USER)
    answer = person.press(person.open_consent(client.create_authorization_url(f"{base}/authorize")), "approve")
    client.parse_authorization_response(answer.headers["Location"])
    access = client.fetch_access_token(f"{base}/access-token")
    same("lives five years", access["oauth_expires_in"], "157680000")

    same("the token reads", client.get(f"{simulator.url}/rest/api/2/myself", timeout=30).json()["name"], USER)
    query = {"jql": "labels != \"a+b & c%\" ORDER BY key", "maxResults": "2", "fields": "id"}
    found = client.get(f"{simulator.url}/rest/api/2/search", params=query, timeout=30)
    same("a signed query", (found.status_code, len(found.json().get("issues", []))), (200, 2))
    posted = client.post(
        f"{simulator.url}/rest/api/2/search", json={"jql": "order by key", "maxResults": 1}, timeout=30)
    same("a signed JSON body", (posted.status_code, len(posted.json()["issues"])), (200, 1))
    other, _ = new_key()
    wrong = session(other, token=access["oauth_token"], token_secret=access["oauth_token_secret"])
    same("a foreign key", foreign.problem(wrong.get(f"{simulator.url}/rest/api/2/myself", timeout=30)),
         "signature_invalid")


def check_oauth2(simulator):
    """Authorization code with PKCE S256, renewal, reuse of a renewed token, a wrong verifier."""
    link = {"clientID": "authlib", "clientSecret": "s3cret&+", "name": "Authlib", "redirectURI": REDIRECT,
            "scope": "READ"}
    simulator.control("oauth2-links", link)
    base = f"{simulator.url}/rest/oauth2/latest"

    def consent(verifier):
        client = OAuth2Session(
            link["clientID"], link["clientSecret"], redirect_uri=REDIRECT, scope="READ",
            code_challenge_method="S256", token_endpoint_auth_method="client_secret_post")
        url, state = client.create_authorization_url(f"{base}/authorize", code_verifier=verifier)
        person = Person(simulator, USER)
        page = person.open_consent(url)
        answer = person.session.post(
            page.url.split("?")[0], data={**person.form(page.text), "approve": "approve"}, timeout=30,
            allow_redirects=False)
        return client, state, answer.headers["Location"]

    verifier = generate_token(48)
    client, state, back = consent(verifier)
    same("state comes back", parse_qs(urlsplit(back).query)["state"], [state])
    token = client.fetch_token(f"{base}/token", authorization_response=back, code_verifier=verifier)
    same("kind and scope", (token["token_type"].lower(), token["scope"]), ("bearer", "READ"))
    same("the token reads", client.get(f"{simulator.url}/rest/api/2/myself", timeout=30).json()["name"], USER)

    first = dict(token)
    body = f"redirect_uri={requests.utils.quote(REDIRECT, safe='')}"
    token = client.refresh_token(f"{base}/token", refresh_token=first["refresh_token"], body=body)
    check("a renewal rotates", token["refresh_token"] != first["refresh_token"])
    same("the next token reads", client.get(f"{simulator.url}/rest/api/2/myself", timeout=30).status_code, 200)

    def refused(action):
        try:
            action()
        except OAuthError as error:
            return error.error
        return None

    same("a used refresh token", refused(lambda: client.refresh_token(
        f"{base}/token", refresh_token=first["refresh_token"], body=body)), "invalid_grant")
    client, _, back = consent(generate_token(48))
    same("a wrong verifier", refused(lambda: client.fetch_token(
        f"{base}/token", authorization_response=back, code_verifier=generate_token(48))), "invalid_grant")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: check_authlib.py PATH_OF_JIRA_SIMULATOR")
    logging.disable(logging.CRITICAL)
    private_key, public_key = new_key()
    with tempfile.TemporaryDirectory() as directory:
        public_file = os.path.join(directory, "public.pem")
        with open(public_file, "w", encoding="utf-8") as file:
            file.write(public_key)
        simulator = Simulator(
            sys.argv[1], directory, "--issues", "20", "--context-path", "/jira", "--consumer-key", CONSUMER,
            "--public-key", public_file)
        try:
            with group("authlib: OAuth 1.0a"):
                check_oauth1(simulator, private_key)
            with group("authlib: OAuth 2.0"):
                check_oauth2(simulator)
        finally:
            same("SIGTERM stops with 0", simulator.stop(), 0)
    print(f"authlib: {foreign.passed} passed, {foreign.failed} failed")
    sys.exit(1 if foreign.failed else 0)


if __name__ == "__main__":
    main()
