#!/usr/bin/env python3
"""Checks jira-simulator with clients that were written for the real Jira.

requests-oauthlib does the OAuth 1.0a dance with RSA-SHA1 and OAuth 2.0 with PKCE, pycontribs' jira reads the site. What they accept
was not written by the people who wrote the simulator, so the two cannot agree on a mistake.

    python3 -m venv .venv-foreign && .venv-foreign/bin/pip install -r Tests/Foreign/requirements.txt
    .venv-foreign/bin/python Tests/Foreign/check_simulator.py .build/debug/jira-simulator

Prints one line a check that fails and a summary; the exit status is 1 when any failed.
"""

import contextlib
import html
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from urllib.parse import parse_qs, quote, urlsplit

import jira
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import SIGNATURE_HMAC_SHA1, SIGNATURE_RSA_SHA1, Client
from requests_oauthlib import OAuth1, OAuth1Session, OAuth2Session
from requests_oauthlib.oauth1_session import TokenRequestDenied

ISSUES = 130
PROJECTS = 4
CONSUMER = "foreign-check"
# The simulator speaks plain HTTP on loopback; oauthlib wants to be told that this is meant.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
CALLBACK = "http://127.0.0.1:9/callback?keep=1"
USER = "jira-mirror"

passed = 0
failed = 0


def check(name, condition, detail=""):
    """Counts one check and prints it when it fails."""
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {name} {detail}".rstrip())


def same(name, actual, expected):
    check(name, actual == expected, f"(got {actual!r}, expected {expected!r})")


@contextlib.contextmanager
def group(name):
    """An exception inside is one failed check, and the next group still runs."""
    try:
        yield
    except Exception as error:  # whatever a foreign client raises is a finding
        check(name, False, f"({type(error).__name__}: {str(error)[:300]})")


def new_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


class Simulator:
    """The running program, its base URL and its control API."""

    def __init__(self, program, directory, *arguments):
        port_file = os.path.join(directory, f"url-{uuid.uuid4().hex}")
        self.process = subprocess.Popen(
            [program, "--port", "0", "--port-file", port_file, *arguments], stdout=subprocess.PIPE, text=True)
        self.announced = self.process.stdout.readline().strip()
        with open(port_file, encoding="utf-8") as file:
            self.url = file.read().strip()
        parts = urlsplit(self.url)
        self.root = f"{parts.scheme}://{parts.netloc}"

    def control(self, name, body=None):
        url = f"{self.root}/__control/{name}"
        answer = requests.get(url, timeout=30) if body is None else requests.post(url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


class Person:
    """A browser: keeps cookies, reads forms, presses buttons."""

    def __init__(self, simulator, name):
        self.simulator = simulator
        self.name = name
        self.session = requests.Session()
        self.session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"

    def form(self, text):
        fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', text))
        return {name: html.unescape(value) for name, value in fields.items()}

    def open_consent(self, url):
        """Opens the authorize page, logging in on the way; returns the page."""
        page = self.session.get(url, timeout=30)
        if "os_password" in page.text:
            form = self.form(page.text)
            form.update(os_username=self.name, os_password=self.name)
            page = self.session.post(f"{self.simulator.url}/login.jsp", data=form, timeout=30)
        return page

    def press(self, page, button):
        """Presses Allow or Deny; returns the answer without following it."""
        form = self.form(page.text)
        form[button] = button
        return self.session.post(
            f"{self.simulator.url}/plugins/servlet/oauth/authorize", data=form, allow_redirects=False, timeout=30)


def problem(answer):
    return parse_qs(answer.text).get("oauth_problem", [None])[0]


class Dance:
    """OAuth 1.0a against the simulator by requests-oauthlib."""

    def __init__(self, simulator, private_key):
        self.simulator = simulator
        self.private_key = private_key
        self.base = f"{simulator.url}/plugins/servlet/oauth"

    def session(self, **arguments):
        return OAuth1Session(
            CONSUMER, rsa_key=self.private_key, signature_method=SIGNATURE_RSA_SHA1, **arguments)

    def begin(self, callback=CALLBACK):
        """Fetches a request token; returns it and the URL to open."""
        session = self.session(callback_uri=callback)
        token = session.fetch_request_token(f"{self.base}/request-token")
        return token, session.authorization_url(f"{self.base}/authorize")

    def finish(self, token, verifier):
        session = self.session(
            resource_owner_key=token["oauth_token"], resource_owner_secret=token["oauth_token_secret"],
            verifier=verifier)
        return session.fetch_access_token(f"{self.base}/access-token")

    def auth(self, access, **changes):
        arguments = dict(
            rsa_key=self.private_key, signature_method=SIGNATURE_RSA_SHA1,
            resource_owner_key=access["oauth_token"], resource_owner_secret=access["oauth_token_secret"])
        arguments.update(changes)
        return OAuth1(arguments.pop("client_key", CONSUMER), **arguments)


def refusal(action):
    """The status and body with which the provider refused."""
    try:
        action()
    except TokenRequestDenied as error:
        return error.status_code, problem(error.response)
    return None, None


def check_dance(simulator, dance):
    """Allow, deny, out of band, wrong verifier, too early; returns an access token."""
    person = Person(simulator, USER)
    token, url = dance.begin()
    same("request token is confirmed", token.get("oauth_callback_confirmed"), "true")
    same("swap before the decision", refusal(lambda: dance.finish(token, "123456")), (401, "permission_unknown"))

    page = person.open_consent(url)
    same("consent page status", page.status_code, 200)
    check("consent page names the consumer", "jira-mirror" in page.text)
    check("consent page has both buttons", ">Allow<" in page.text and ">Deny<" in page.text)
    answer = person.press(page, "approve")
    same("Allow redirects", answer.status_code, 302)
    location = urlsplit(answer.headers["Location"])
    query = parse_qs(location.query)
    same("callback keeps its query", query.get("keep"), ["1"])
    same("callback carries the request token", query.get("oauth_token"), [token["oauth_token"]])
    verifier = query["oauth_verifier"][0]
    check("verifier is six letters or digits", re.fullmatch(r"[A-Za-z0-9]{6}", verifier) is not None, verifier)
    same("wrong verifier", refusal(lambda: dance.finish(token, "000000")), (401, "token_rejected"))
    access = dance.finish(token, verifier)
    same("access token lives five years", access["oauth_expires_in"], "157680000")
    same("authorization lives 30 days longer", access["oauth_authorization_expires_in"], "160272000")
    check("session handle", len(access["oauth_session_handle"]) == 32)
    same("second swap", refusal(lambda: dance.finish(token, verifier)), (401, "token_rejected"))

    token, url = dance.begin()
    answer = person.press(person.open_consent(url), "deny")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    same("Deny says denied", query.get("oauth_verifier"), ["denied"])
    same("swap after Deny", refusal(lambda: dance.finish(token, "denied")), (401, "permission_denied"))

    token, url = dance.begin("oob")
    page = person.press(person.open_consent(url), "approve")
    text = re.sub(r"<[^>]*>", "", page.text)
    code = re.search(r"Your verification code is '([A-Za-z0-9]{6})'", text)
    check("out-of-band page shows the code", code is not None)
    if code:
        check("out-of-band swap", "oauth_token" in dance.finish(token, code.group(1)))

    same("custom scheme as callback", refusal(lambda: dance.begin("myapp://x")), (400, "parameter_rejected"))
    return access


def check_renewal(simulator, dance, access):
    """Renews the token with the session handle; returns the new one."""
    url = f"{dance.base}/access-token"
    handle = quote(access["oauth_session_handle"])
    answer = requests.post(url, auth=dance.auth(access), timeout=30)
    same("renewal without a handle", (answer.status_code, problem(answer)), (400, "parameter_absent"))
    answer = requests.post(f"{url}?oauth_session_handle={handle}", auth=dance.auth(access), timeout=30)
    same("renewal", answer.status_code, 200)
    renewed = {name: values[0] for name, values in parse_qs(answer.text).items()}
    old = requests.get(f"{simulator.url}/rest/api/2/myself", auth=dance.auth(access), timeout=30)
    same("the old token is dead", problem(old), "token_rejected")
    return renewed


def check_requests(simulator, dance, access, other_key):
    """Signed requests: good ones of every shape, and each way to be refused."""
    myself = f"{simulator.url}/rest/api/2/myself"
    answer = requests.get(myself, auth=dance.auth(access), timeout=30)
    same("myself", answer.status_code, 200)
    same("identity header", answer.headers.get("X-AUSERNAME"), USER)
    same("login reason", answer.headers.get("X-Seraph-LoginReason"), "OK")

    search = f"{simulator.url}/rest/api/2/search"
    odd = {"jql": "project is not EMPTY ORDER BY key ASC", "maxResults": "3", "fields": "summary,status", "x": "a b+c&d=é*~"}
    for kind in ("AUTH_HEADER", "QUERY"):
        answer = requests.get(search, params=odd, auth=dance.auth(access, signature_type=kind), timeout=30)
        same(f"search signed in {kind}", answer.status_code, 200)
        same(f"identity of {kind}", answer.headers.get("X-AUSERNAME"), USER)
    answer = requests.post(
        search, json={"jql": "ORDER BY key ASC", "maxResults": 2}, auth=dance.auth(access), timeout=30)
    same("JSON POST is not in the base string", answer.status_code, 200)
    answer = requests.post(
        f"{dance.base}/request-token", auth=OAuth1(
            CONSUMER, rsa_key=dance.private_key, signature_method=SIGNATURE_RSA_SHA1, callback_uri="oob",
            signature_type="BODY"),
        headers={"Content-Type": "application/x-www-form-urlencoded"}, data={"a": "b c"}, timeout=30)
    same("parameters in the form body", answer.status_code, 200)

    def refused(name, auth, expected, url=myself):
        answer = requests.get(url, auth=auth, timeout=30)
        same(name, (answer.status_code, problem(answer)), expected)
        header = answer.headers.get("WWW-Authenticate", "")
        check(f"{name}: header", f'oauth_problem="{expected[1]}"' in header, header)
        check(f"{name}: realm", f'realm="{quote(simulator.url, safe="")}"' in header, header)

    refused("wrong key", dance.auth(access, rsa_key=other_key), (401, "signature_invalid"))
    refused("unknown consumer", dance.auth(access, client_key="nobody"), (401, "token_rejected"))
    refused(
        "unknown token", dance.auth(dict(access, oauth_token="x" * 32)), (401, "token_rejected"))
    old = str(int(time.time()) - 400)
    refused("old timestamp", dance.auth(access, timestamp=old), (400, "timestamp_refused"))
    refused(
        "HMAC", OAuth1(
            CONSUMER, client_secret="s", signature_method=SIGNATURE_HMAC_SHA1,
            resource_owner_key=access["oauth_token"], resource_owner_secret=access["oauth_token_secret"]),
        (400, "signature_method_rejected"))
    nonce = uuid.uuid4().hex
    same("fresh nonce", requests.get(myself, auth=dance.auth(access, nonce=nonce), timeout=30).status_code, 200)
    now = str(int(time.time()))
    client = Client(
        CONSUMER, rsa_key=dance.private_key, signature_method=SIGNATURE_RSA_SHA1,
        resource_owner_key=access["oauth_token"], resource_owner_secret=access["oauth_token_secret"],
        timestamp=now, nonce=uuid.uuid4().hex)
    _, headers, _ = client.sign(myself)
    same("first use of a header", requests.get(myself, headers=headers, timeout=30).status_code, 200)
    replay = requests.get(myself, headers=headers, timeout=30)
    same("replayed header", (replay.status_code, problem(replay)), (401, "nonce_used"))

    headers["Authorization"] = re.sub(r'oauth_nonce="[^"]*", ', "", headers["Authorization"])
    silent = requests.get(f"{simulator.url}/rest/api/2/serverInfo", headers=headers, timeout=30)
    same("a missing parameter is silent", (silent.status_code, silent.headers["X-AUSERNAME"]), (200, "anonymous"))


def check_reading(client, raw):
    """pycontribs' jira reads everything that a mirror reads; `raw` is a plain session for comparing."""
    me = client.myself()
    same("jira: myself", me["name"], USER)
    check("jira: time zone", "/" in me["timeZone"] or me["timeZone"] in ("UTC", "GMT"), me.get("timeZone"))
    rights = client.my_permissions()["permissions"]
    check("jira: may browse", rights["BROWSE_PROJECTS"]["havePermission"] is True)
    check("jira: may not administer", rights["ADMINISTER"]["havePermission"] is False)
    info = client.server_info()
    same("jira: deployment type", info["deploymentType"], "Server")
    check("jira: version numbers", len(info["versionNumbers"]) >= 3)

    first = client.search_issues("ORDER BY key ASC")
    same("jira: default page", len(first), 50)
    same("jira: total", first.total, ISSUES)
    everything = client.search_issues("ORDER BY key ASC", maxResults=False)
    same("jira: paging reads all", len(everything), ISSUES)
    same("jira: no issue twice", len({issue.id for issue in everything}), ISSUES)
    keys = [issue.key for issue in everything]

    def order(key):
        project, number = key.rsplit("-", 1)
        return project, int(number)

    same("jira: order of keys", keys, sorted(keys, key=order))
    posted = client.search_issues("ORDER BY key ASC", maxResults=20, startAt=40, use_post=True)
    same("jira: POST search", [issue.key for issue in posted], keys[40:60])
    counted = client.search_issues("", maxResults=0, json_result=True)
    same("jira: count only", (counted["total"], counted["issues"]), (ISSUES, []))

    projects = client.projects()
    same("jira: projects", len(projects), PROJECTS)
    per_project = 0
    for project in projects:
        page = client.search_issues(f"project = {project.id}", maxResults=0, json_result=True)
        per_project += page["total"]
        check("jira: project by key", client.project(project.key).id == project.id)
        for version in client.project_versions(project.key):
            check("jira: version", version.projectId == int(project.id))
        for component in client.project_components(project.key):
            same("jira: component", component.project, project.key)
    same("jira: projects hold all issues", per_project, ISSUES)

    fields = client.fields()
    names = {field["id"] for field in fields}
    check("jira: system fields", {"summary", "status", "worklog", "comment", "created", "updated"} <= names)
    check("jira: custom fields", any(field["custom"] for field in fields))
    check("jira: statuses", len(client.statuses()) >= 3)
    check("jira: priorities", len(client.priorities()) >= 3)
    check("jira: resolutions", len(client.resolutions()) >= 1)
    check("jira: issue types", any(kind.subtask for kind in client.issue_types()))
    check("jira: link types", len(client.issue_link_types()) >= 1)
    check("jira: user search", any(user.name == USER for user in client.search_users(USER)))
    same("jira: user", client.user(USER).key, me["key"])

    whole = client.search_issues(
        "ORDER BY key ASC", maxResults=False, fields="*all", expand="changelog", json_result=False)
    same("jira: whole issues", len(whole), ISSUES)
    comments = worklogs = histories = 0
    busiest = max(whole, key=lambda issue: issue.fields.worklog.total)
    for issue in whole:
        log = issue.changelog
        same(f"changelog of {issue.key} is whole", (log.startAt, log.total), (0, len(log.histories)))
        histories += log.total
        embedded = issue.fields.comment
        comments += len(embedded.comments)
        logged = issue.fields.worklog
        worklogs += logged.total
        same(f"worklogs of {issue.key} embedded", len(logged.worklogs), min(20, logged.total))
        check(f"dates of {issue.key}", re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}", issue.fields.updated) is not None,
            issue.fields.updated)
    check("there are comments", comments > 0)
    check("there are worklogs", worklogs > 0)
    check("there is history", histories > 0)
    talkative = max(whole, key=lambda issue: len(issue.fields.comment.comments))
    same("jira: comments", len(client.comments(talkative)), len(talkative.fields.comment.comments))
    same("jira: worklogs of one issue", len(client.worklogs(busiest)), busiest.fields.worklog.total)
    same("jira: issue by id", client.issue(busiest.id, fields="summary").key, busiest.key)

    ids = [int(entry.id) for issue in whole for entry in issue.fields.worklog.worklogs][:1000]
    listed = raw.post(f"{client.server_url}/rest/api/2/worklog/list", json={"ids": ids}, timeout=60)
    same("worklog list", sorted(int(row["id"]) for row in listed.json()), sorted(ids))
    feed = raw.get(f"{client.server_url}/rest/api/2/worklog/updated", params={"since": 0}, timeout=60).json()
    check("worklog feed", feed["values"] and isinstance(feed["lastPage"], bool))

    for jql, part in (
            ("nosuchfield = 1", "nosuchfield"), ("project = NOSUCH", "NOSUCH"), ("summary ~", "")):
        try:
            client.search_issues(jql)
            check(f"JQL error of {jql}", False)
        except jira.JIRAError as error:
            check(f"JQL error of {jql}", error.status_code == 400 and part in error.text, error.text)
    try:
        client.issue("NOPE-1")
        check("missing issue", False)
    except jira.JIRAError as error:
        same("missing issue", (error.status_code, error.text), (404, "Issue Does Not Exist"))
    return everything


def check_changes(simulator, client, issues):
    """Mutations by the control API, seen by the foreign client."""
    key = issues[0].key
    before = client.issue(key, fields="comment,updated", expand="changelog")
    results = simulator.control("mutations", [
        {"addComment": {"issue": key, "body": "seen from outside: ü €"}},
        {"addWorklog": {"issue": key, "seconds": 3600}},
        {"editIssue": {"issue": key, "edit": {"summary": "A new summary"}}},
    ])
    same("mutations worked", [result.get("error") for result in results], [None] * 3)
    after = client.issue(key, expand="changelog")
    same("summary changed", after.fields.summary, "A new summary")
    same("comment came", after.fields.comment.comments[-1].body, "seen from outside: ü €")
    check("updated moved", after.fields.updated >= before.fields.updated)
    items = [item.field for history in after.changelog.histories for item in history.items]
    check("history shows the summary", "summary" in items)
    recent = client.search_issues('updated >= "-5m" ORDER BY updated DESC', maxResults=5)
    check("relative dates find it", key in [issue.key for issue in recent])

    gone = issues[-1].key
    simulator.control("mutations", {"deleteIssue": {"issue": gone}})
    left = client.search_issues("", maxResults=0, json_result=True)["total"]
    check("a deleted issue leaves the search", left < ISSUES, str(left))


def check_agile(simulator, client):
    """Boards and sprints as pycontribs' client reads them, and what becomes of issues in them."""
    boards = client.boards(maxResults=False)
    same("agile: types of boards", {board.type for board in boards}, {"scrum", "kanban"})
    same("agile: paging reads every board", [board.id for board in client.boards(maxResults=1)],
         [boards[0].id])
    same("agile: board by type", {board.type for board in client.boards(type="kanban")}, {"kanban"})
    same("agile: no location on Server", [board for board in boards if hasattr(board, "location")], [])
    seen = {}
    for board in boards:
        if board.type == "kanban":
            try:
                client.sprints(board.id)
                check("agile: kanban boards have no sprints", False)
            except jira.JIRAError as error:
                same("agile: kanban boards have no sprints", (error.status_code, error.text),
                     (400, "The board does not support sprints"))
            continue
        sprints = client.sprints(board.id, maxResults=False)
        paged = []
        while True:
            page = client.sprints(board.id, startAt=len(paged), maxResults=7)
            paged += page
            if page.isLast or not page:
                break
        same(f"agile: sprints of board {board.id} by pages", [s.id for s in paged], [s.id for s in sprints])
        for sprint in sprints:
            seen[sprint.id] = sprint
            check("agile: state", sprint.state in ("future", "active", "closed"), sprint.state)
            if sprint.state != "future":
                check("agile: dates have a colon in the offset", re.fullmatch(
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z)", sprint.startDate) is not None,
                    sprint.startDate)
    check("agile: there are sprints", len(seen) > 20)
    one = client.sprint(min(seen))
    same("agile: sprint by id", (one.id, one.name), (min(seen), seen[min(seen)].name))
    active = client.sprints(boards[0].id, state="active")
    same("agile: one active sprint", [sprint.state for sprint in active], ["active"])

    field = next(entry["id"] for entry in client.fields() if entry["name"] == "Sprint")
    key = client.search_issues("project = ALPHA AND statusCategory != Done ORDER BY key ASC", maxResults=1)[0].key
    results = simulator.control("mutations", [
        {"createSprint": {"board": boards[0].id, "name": 'Foreign "one", x=[1] | 2', "goal": "Done, and done"}}])
    made = results[0]["id"]
    results = simulator.control("mutations", [
        {"moveToSprint": {"issues": [key], "sprint": made}}, {"startSprint": {"sprint": made}},
        {"closeSprint": {"sprint": made}}])
    same("agile: mutations worked", [result.get("error") for result in results], [None] * 3)
    closed = client.sprint(made)
    same("agile: closed", (closed.state, closed.name, closed.goal),
         ("closed", 'Foreign "one", x=[1] | 2', "Done, and done"))
    issue = client.issue(key, expand="changelog")
    text = getattr(issue.fields, field)[-1]
    check("agile: text of the sprint inside the issue",
          f"[id={made}," in text and ",state=CLOSED," in text and ',name=Foreign "one", x=[1] | 2,' in text, text)
    moves = [item for history in issue.changelog.histories for item in history.items if item.field == "Sprint"]
    check("agile: history of the sprint", moves and moves[-1].to.split(", ")[-1] == str(made))


def check_fields(simulator, client):
    """Custom fields of every type as pycontribs' client reads them, and a field that comes and goes."""
    fields = {}
    for entry in client.fields():
        fields.setdefault(entry["name"], entry["id"])
    key = client.search_issues("project = ALPHA AND issuetype = Bug ORDER BY key ASC", maxResults=1)[0].key
    values = {
        "Root Cause": "two\nlines", "Cost": "2.5", "Target Day": "2026-02-28",
        "Customer Deadline": "2026-02-28T10:11:12.345Z", "Impact": "=1+1", "Platforms": '["Linux","🐧"]',
        "Region": '["Europe","Berlin"]', "Reviewer": USER, "Approvers": '["admin","mirror"]',
        "Owning Group": "jira-developers", "Informed Groups": '["jira-administrators"]', "Found In": "1.0",
        "Also Fixed In": '["1.1","1.0"]', "Related Project": "BETA", "Tags": '["x","y"]',
        "Team": '{"a":[1,{"b":null}]}', "Steps": '[1,{"c":"]"}]', "On Hold": "false"}
    results = simulator.control("mutations", [
        {"setField": {"issue": key, "field": name, "value": value}} for name, value in values.items()])
    same("fields: mutations worked", [result.get("error") for result in results], [None] * len(values))
    issue = client.issue(key, expand="names,schema,changelog")

    def shown(name):
        return getattr(issue.fields, fields[name])

    same("fields: text", shown("Root Cause"), "two\nlines")
    same("fields: number", shown("Cost"), 2.5)
    same("fields: day", shown("Target Day"), "2026-02-28")
    same("fields: instant", shown("Customer Deadline"), "2026-02-28T12:11:12.345+0200")
    same("fields: option", (shown("Impact").value, shown("Impact").id.isdigit()), ("=1+1", True))
    same("fields: options", [option.value for option in shown("Platforms")], ["Linux", "🐧"])
    same("fields: cascading", (shown("Region").value, shown("Region").child.value), ("Europe", "Berlin"))
    same("fields: person", shown("Reviewer").name, USER)
    same("fields: people", [person.key for person in shown("Approvers")], ["admin", "mirror"])
    same("fields: group", shown("Owning Group").name, "jira-developers")
    same("fields: groups", [group.name for group in shown("Informed Groups")], ["jira-administrators"])
    same("fields: version", shown("Found In").name, "1.0")
    same("fields: versions", [version.name for version in shown("Also Fixed In")], ["1.1", "1.0"])
    same("fields: project", shown("Related Project").key, "BETA")
    same("fields: labels", shown("Tags"), ["x", "y"])
    raw = issue.raw["fields"]
    same("fields: object", raw[fields["Team"]], {"a": [1, {"b": None}]})
    same("fields: array", raw[fields["Steps"]], [1, {"c": "]"}])
    same("fields: boolean", raw[fields["On Hold"]], False)
    same("fields: names", issue.raw["names"][fields["Cost"]], "Cost")
    same("fields: schema", issue.raw["schema"][fields["Cost"]]["type"], "number")
    written = {item.field for history in issue.changelog.histories for item in history.items}
    check("fields: history", set(values) <= written, set(values) - written)

    made = simulator.control("mutations", {"createField": {"name": "select", "type": "select"}})[0]["key"]
    simulator.control("mutations", [
        {"addOption": {"field": made, "value": "one"}},
        {"setField": {"issue": key, "field": made, "value": "one"}},
        {"renameOption": {"field": made, "option": "one", "to": "two"}}])
    same("fields: a renamed option", getattr(client.issue(key).fields, made).value, "two")
    simulator.control("mutations", {"deleteField": {"field": made}})
    check("fields: deleted", not hasattr(client.issue(key).fields, made))
    check("fields: not listed", made not in {entry["id"] for entry in client.fields()})


def check_archive(simulator, client):
    """An archived issue is in no search and still there by its key and id; a backup goes back."""
    issue = client.search_issues("project = BETA AND issuetype = Task ORDER BY key ASC", maxResults=1)[0]
    before = client.search_issues("", maxResults=0, json_result=True)["total"]
    gone = simulator.control("mutations", {"archiveIssue": {"issue": issue.key}})[0]["issues"]
    after = client.search_issues("", maxResults=0, json_result=True)["total"]
    same("archive: left the count", after, before - len(gone))
    same("archive: not found", list(client.search_issues(f"key = {issue.key}")), [])
    kept = client.issue(issue.id)
    same("archive: by id", kept.key, issue.key)
    check("archive: since when and by whom", kept.fields.archiveddate and kept.fields.archivedby.key == "admin")
    simulator.control("mutations", {"restoreIssue": {"issue": issue.key}})
    same("archive: restored", [found.key for found in client.search_issues(f"key = {issue.key}")], [issue.key])

    simulator.control("mutations", {"takeBackup": {}})
    made = simulator.control("mutations", {"createIssue": {"project": "BETA", "summary": "after the backup"}})[0]
    check("backup: made", client.issue(made["key"]).fields.summary == "after the backup")
    simulator.control("mutations", {"restoreBackup": {}})
    try:
        client.issue(made["key"])
        check("backup: gone again", False)
    except jira.JIRAError as error:
        same("backup: gone again", error.status_code, 404)
    again = simulator.control("mutations", {"createIssue": {"project": "CORE", "summary": "another"}})[0]
    same("backup: the id is given again", again["id"], made["id"])


def check_people_and_levels(simulator, client, raw):
    """Remote links, security levels, the directory by cursor, an anonymised person."""
    base = f"{simulator.url}/rest/api/2"
    key = client.search_issues("project = ALPHA ORDER BY key DESC", maxResults=1)[0].key
    before = len(client.remote_links(key))
    results = simulator.control("mutations", [
        {"addRemoteLink": {"issue": key, "link": {
            "url": "https://help.example.com/1?a=b", "title": "Ticket <1>", "applicationName": "Help",
            "applicationType": "com.example.help", "relationship": "causes", "globalID": "help=1"}}},
        {"setSecurityLevel": {"issue": key, "level": "Internal"}}])
    same("levels: mutations worked", [result.get("error") for result in results], [None] * 2)
    secured = client.search_issues("project = ALPHA AND level = Internal", maxResults=100)
    check("JQL by level", key in [issue.key for issue in secured])
    without = client.search_issues("project = ALPHA AND level is EMPTY", maxResults=0, json_result=True)["total"]
    others = client.search_issues("project = ALPHA AND level != Internal", maxResults=0, json_result=True)["total"]
    every = client.search_issues("project = ALPHA", maxResults=0, json_result=True)["total"]
    same("EMPTY, this and other levels are all", without + others + len(secured), every)
    refused = raw.get(f"{base}/search", params={"jql": "level = Nonsense"}, timeout=30)
    same("an unknown level", refused.status_code, 400)
    links = client.remote_links(key)
    same("remote links", len(links), before + 1)
    same("remote link", (links[-1].object.title, links[-1].application.name, links[-1].globalId),
         ("Ticket <1>", "Help", "help=1"))
    check("remote link by id", isinstance(links[-1].id, int))
    level = client.issue(key).fields.security
    same("security level", (level.name, level.id), ("Internal", "10000"))
    simulator.control("mutations", {"setProperty": {
        "issue": key, "property": "com.example.app", "value": '{"a": [1, null, "ü"]}'}})
    same("issue properties", [each.key for each in client.issue_properties(key)], ["com.example.app"])
    place = raw.get(f"{base}/issue/{key}/properties", timeout=30).json()["keys"][0]["self"]
    same("issue property", raw.get(place, timeout=30).json(),
         {"key": "com.example.app", "value": {"a": [1, None, "ü"]}})
    same("no such property", raw.get(f"{base}/issue/{key}/properties/other", timeout=30).status_code, 404)
    same("security level by id", client.security_level("10000").name, "Internal")
    simulator.control("mutations", {"setSecurityLevel": {"issue": key, "level": "Administrators"}})
    try:
        client.issue(key)
        check("hidden by its level", False)
    except jira.JIRAError as error:
        same("hidden by its level", error.status_code, 404)

    same("no list of people before version 10", raw.get(f"{base}/user/list", timeout=30).status_code, 404)
    simulator.control("mutations", {"setServerVersion": {"version": "10.3.19"}})
    people, cursor = [], ""
    while True:
        page = raw.get(f"{base}/user/list", params={"maxResults": 4, "cursor": cursor}, timeout=30).json()
        people += page["values"]
        if page["isLast"]:
            break
        cursor = page["nextCursor"]
    keys = [person["key"] for person in people]
    same("people: nobody twice", len(set(keys)), len(keys))
    searched = client.search_users(".", includeInactive=True, maxResults=1000)
    same("people: list and search agree", sorted(keys), sorted(person.key for person in searched))

    assigned = simulator.control("mutations", {"assign": {"issue": "ALPHA-2", "to": "mixedcase"}})[0]
    check("people: assigned", "error" not in assigned, assigned)
    updated = client.issue("ALPHA-2").fields.updated
    new = simulator.control("mutations", {"anonymiseUser": {"user": "mixedcase"}})[0]["key"]
    issue = client.issue("ALPHA-2", expand="changelog")
    same("people: anonymised", (issue.fields.assignee.key, issue.fields.updated), (new, updated))
    check("people: not in the history either", "mixedcase" not in str(issue.raw))


def check_oauth2(simulator):
    """The authorization code with PKCE and rotating refresh tokens, by requests-oauthlib."""
    redirect = "https://127.0.0.1:8765/callback"
    link = {"clientID": "foreign-2", "clientSecret": "s3cret&", "name": "Foreign", "redirectURI": redirect,
            "scope": "WRITE"}
    simulator.control("oauth2-links", link)
    base = f"{simulator.url}/rest/oauth2/latest"

    def begin(**arguments):
        session = OAuth2Session("foreign-2", redirect_uri=redirect, scope=["READ"], pkce="S256", **arguments)
        url, state = session.authorization_url(f"{base}/authorize")
        return session, url, state

    def decide(url, button):
        person = Person(simulator, USER)
        page = person.open_consent(url)
        answer = person.session.post(
            page.url.split("?")[0], data={**person.form(page.text), button: button}, timeout=30,
            allow_redirects=False)
        return answer.headers["Location"]

    def refused(form):
        answer = requests.post(f"{base}/token", data=form, timeout=30)
        return answer.status_code, answer.json()["error"]

    session, url, state = begin()
    back = decide(url, "approve")
    same("state comes back", parse_qs(urlsplit(back).query)["state"], [state])
    token = session.fetch_token(
        f"{base}/token", authorization_response=back, client_secret=link["clientSecret"], include_client_id=True)
    same("kind and scope", (token["token_type"], token["scope"], token["expires_in"]), ("bearer", ["READ"], 3600))
    same("the token reads", session.get(f"{simulator.url}/rest/api/2/myself", timeout=30).json()["name"], USER)

    first = dict(token)
    common = {"client_id": "foreign-2", "client_secret": link["clientSecret"], "redirect_uri": redirect}
    token = session.refresh_token(f"{base}/token", **common)
    check("a renewal rotates", token["refresh_token"] != first["refresh_token"])
    same("the next token reads", session.get(f"{simulator.url}/rest/api/2/myself", timeout=30).status_code, 200)
    old = requests.get(
        f"{simulator.url}/rest/api/2/myself", headers={"Authorization": f"Bearer {first['access_token']}"},
        timeout=30)
    same("the old access token is anybody's", old.headers["X-AUSERNAME"], "anonymous")

    renew = {"grant_type": "refresh_token", "refresh_token": token["refresh_token"], **common}
    without = {name: value for name, value in renew.items() if name != "redirect_uri"}
    same("a renewal without redirect_uri", refused(without), (400, "invalid_grant"))
    same("a wrong secret", refused({**renew, "client_secret": "x"}), (401, "invalid_client"))
    same("a used refresh token", refused({**renew, "refresh_token": first["refresh_token"]}), (400, "invalid_grant"))
    same("takes its family with it", refused(renew), (400, "invalid_grant"))

    _, url, _ = begin()
    check("a denial", "error=access_denied" in decide(url, "deny"))
    session, url, _ = begin()
    back = decide(url, "approve")
    code = {"grant_type": "authorization_code", "code": parse_qs(urlsplit(back).query)["code"][0], **common}
    same("a wrong verifier", refused({**code, "code_verifier": "v" * 50}), (400, "invalid_grant"))
    same("and the code is gone", refused(code), (400, "invalid_grant"))
    session, url, _ = begin()
    back = decide(url, "approve")
    simulator.control("clock", {"advance": 11_000})
    same("a code lives for ten seconds", refused({
        "grant_type": "authorization_code", "code": parse_qs(urlsplit(back).query)["code"][0],
        "code_verifier": session._code_verifier, **common}), (400, "invalid_grant"))
    simulator.control("clock", {"advance": -11_000})
    _, url, _ = begin()
    for name, changed in [("client", url.replace("foreign-2", "nobody")), ("redirect", url.replace("8765", "1"))]:
        same(f"an unknown {name} is told here", requests.get(changed, timeout=30).status_code, 400)


def check_tokens(simulator):
    """Personal access tokens: made, listed, revoked by their owner."""
    base = f"{simulator.url}/rest/pat/latest/tokens"
    owner = requests.Session()
    owner.auth = (USER, USER)
    made = owner.post(
        base, json={"name": "mine", "expirationDuration": 30}, headers={"X-Atlassian-Token": "no-check"}, timeout=30)
    same("made", made.status_code, 201)
    same("members", sorted(made.json()), ["createdAt", "expiringAt", "id", "name", "rawToken"])
    client = jira.JIRA(simulator.url, token_auth=made.json()["rawToken"], max_retries=0)
    same("it reads", client.myself()["name"], USER)
    listed = [token for token in owner.get(base, timeout=30).json() if token["name"] == "mine"]
    check("listed without its value", len(listed) == 1 and "rawToken" not in listed[0], listed)
    bearer = {"Authorization": f"Bearer {made.json()['rawToken']}"}
    simulator.control("clock", {"advance": 31 * 86_400_000})
    late = requests.get(f"{simulator.url}/rest/api/2/serverInfo", headers=bearer, timeout=30)
    same("expired is anybody", (late.status_code, late.headers["X-AUSERNAME"]), (200, "anonymous"))
    simulator.control("clock", {"advance": -31 * 86_400_000})
    same("revoked", owner.delete(f"{base}/{listed[0]['id']}", timeout=30).status_code, 204)
    gone = requests.get(f"{simulator.url}/rest/api/2/serverInfo", headers=bearer, timeout=30)
    same("and then anybody", gone.headers["X-AUSERNAME"], "anonymous")


def check_revocation(simulator, dance, access):
    """The person takes the grant back on the page for it."""
    person = Person(simulator, USER)
    page = person.open_consent(f"{simulator.url}/plugins/servlet/oauth/users/access-tokens")
    check("authorized applications", "Revoke OAuth Access Token" in page.text)
    person.session.post(
        f"{simulator.url}/plugins/servlet/oauth/users/access-tokens", data=person.form(page.text), timeout=30)
    answer = requests.get(f"{simulator.url}/rest/api/2/myself", auth=dance.auth(access), timeout=30)
    same("revoked grant", (answer.status_code, problem(answer)), (401, "token_rejected"))
    stats = simulator.control("stats")
    check("stats count OAuth", stats["counters"]["byScheme"].get("oauth", 0) > 10)
    same("no grant is left", stats["grants"], [])


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: check_simulator.py PATH_OF_JIRA_SIMULATOR")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # the client warns of a page size that is meant
    private_key, public_key = new_key()
    other_key, _ = new_key()
    with tempfile.TemporaryDirectory() as directory:
        public_file = os.path.join(directory, "public.pem")
        with open(public_file, "w", encoding="utf-8") as file:
            file.write(public_key)
        consumer = ("--consumer-key", CONSUMER, "--public-key", public_file)
        simulator = Simulator(
            sys.argv[1], directory, "--issues", str(ISSUES), "--projects", str(PROJECTS), "--context-path",
            "/jira", "--gzip", "--bearer-token", "pat", *consumer)
        same("announced URL", simulator.announced, simulator.url)
        dance = Dance(simulator, private_key)
        try:
            access = None
            with group("dance"):
                access = check_dance(simulator, dance)
            with group("renewal"):
                access = check_renewal(simulator, dance, access)
            with group("requests"):
                check_requests(simulator, dance, access, other_key)
            issues = []
            client = None
            with group("reading"):
                client = jira.JIRA(simulator.url, max_retries=0, oauth={
                    "consumer_key": CONSUMER, "key_cert": private_key,
                    "access_token": access["oauth_token"],
                    "access_token_secret": access["oauth_token_secret"],
                    "signature_method": SIGNATURE_RSA_SHA1})
                raw = requests.Session()
                raw.headers["Authorization"] = "Bearer pat"
                issues = check_reading(client, raw)
            with group("token"):
                bearer = jira.JIRA(simulator.url, token_auth="pat", max_retries=0)
                same("bearer token", bearer.myself()["name"], USER)
                basic = jira.JIRA(simulator.url, basic_auth=(USER, USER), max_retries=0)
                same("Basic password", basic.myself()["name"], USER)
            with group("OAuth 2.0"):
                check_oauth2(simulator)
            with group("personal access tokens"):
                check_tokens(simulator)
            with group("changes"):
                check_changes(simulator, client, issues)
            with group("agile"):
                check_agile(simulator, client)
            with group("fields"):
                check_fields(simulator, client)
            with group("archive"):
                check_archive(simulator, client)
            with group("people and levels"):
                check_people_and_levels(simulator, client, raw)
            with group("revocation"):
                check_revocation(simulator, dance, access)
        finally:
            same("SIGTERM stops with 0", simulator.stop(), 0)

        without = Simulator(
            sys.argv[1], directory, "--issues", "150", "--no-software", "--jira-version", "10.3.19", "--secured",
            "40", "--bearer-token", "pat")
        try:
            with group("without Jira Software"):
                bearer = jira.JIRA(without.url, token_auth="pat", max_retries=0)
                answer = requests.get(
                    f"{without.url}/rest/agile/1.0/board", headers={"Authorization": "Bearer pat"}, timeout=30)
                same("no agile API", (answer.status_code, answer.headers["Content-Type"][:9]), (404, "text/html"))
                names = [field["name"] for field in bearer.fields()]
                check("no agile fields", not {"Sprint", "Epic Link", "Rank"} & set(names), names)
                left = bearer.search_issues("", maxResults=0, json_result=True)["total"]
                check("levels hide issues", 0 < left < 150, left)
        finally:
            same("SIGTERM stops it with 0", without.stop(), 0)

        automatic = Simulator(sys.argv[1], directory, "--issues", "5", "--auto-approve", *consumer)
        try:
            with group("auto-approval"):
                dance = Dance(automatic, private_key)
                token, url = dance.begin()
                answer = requests.get(url, allow_redirects=False, timeout=30)
                verifier = parse_qs(urlsplit(answer.headers["Location"]).query)["oauth_verifier"][0]
                check("auto-approved swap", "oauth_token" in dance.finish(token, verifier))
        finally:
            same("SIGINT stops with 0", automatic.stop(signal.SIGINT), 0)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
