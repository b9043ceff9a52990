"""What the preview answers, and what it refuses: over real sockets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Running

from sitegen.preview.files import Address, address_of, find

SECRET = b"site_name:"


def test_pages_carry_the_script_and_the_built_files_do_not(still):
    answer = still.ask("/about/")
    assert answer.status == 200
    assert b"The first words." in answer.body
    assert answer.body.count(b"/_sitegen/live.js") == 1
    built = (still.site / "about/index.html").read_bytes()
    assert b"_sitegen" not in built
    assert len(answer.body) > len(built)
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_drafts_are_shown(still):
    assert still.ask("/articles/debate/").status == 200


@pytest.mark.parametrize(
    ("target", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/about/index.html", "text/html; charset=utf-8"),
        ("/assets/body.*.css", "text/css; charset=utf-8"),
        ("/assets/reader.*.js", "text/javascript; charset=utf-8"),
        ("/assets/fonts/newsreader.*.woff2", "font/woff2"),
        ("/data/claims.json", "application/json"),
        ("/picture.svg", "image/svg+xml"),
        ("/_sitegen/live.js", "text/javascript; charset=utf-8"),
        ("/_sitegen/worker.js", "text/javascript; charset=utf-8"),
        ("/_sitegen/live.css", "text/css; charset=utf-8"),
    ],
)
def test_every_answer_has_its_type_and_the_headers_of_safety(still, target, media_type):
    if "*" in target:  # an asset, whose name changes with its content
        (found,) = still.site.glob(target[1:])
        target = "/" + found.relative_to(still.site).as_posix()
    answer = still.ask(target)
    assert answer.status == 200
    assert answer.headers["content-type"] == media_type
    is_safe(answer.headers)


def is_safe(headers):
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not [name for name in headers if name.startswith("access-control-")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_own_names_are_answered(still, host):
    assert still.ask("/", Host=f"{host}:{still.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:PORT",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1:0PORT",
        "127.0.0.1:PORT:PORT",
        "127.0.0.1:PORT.evil.example",
        "localhost.:PORT",
        "evil.localhost:PORT",
        "127.0.0.1:PORT@evil.example",
        "evil@127.0.0.1:PORT",
        "127.0.0.1:PORT, evil.example",
        "0.0.0.0:PORT",
        "127.1:PORT",
        "2130706433:PORT",
        "[::1",
        "[::ffff:127.0.0.1]:PORT",
        "[",
        "",
        "\xff",
        "http://127.0.0.1:PORT",
    ],
)
@pytest.mark.parametrize("target", ["/", "/_sitegen/events", "/_sitegen/live.js"])
def test_other_names_are_refused(still, host, target):
    answer = still.ask(target, Host=host.replace("PORT", str(still.port)))
    assert answer.status == 403
    is_safe(answer.headers)


def test_a_host_is_given_exactly_once(still):
    host = f"Host: 127.0.0.1:{still.port}\r\n".encode()
    end = b"Connection: close\r\n\r\n"
    assert still.raw(b"GET / HTTP/1.0\r\n" + end).status == 403
    # These two are malformed HTTP already, which RFC 9112 section 3.2 answers with 400.
    assert still.raw(b"GET / HTTP/1.1\r\n" + end).status == 400
    assert still.raw(b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n" + end).status == 400
    assert still.raw(b"GET / HTTP/1.0\r\n" + host + end).status == 200


@pytest.mark.parametrize(
    "target", ["http://evil.example/", "http://127.0.0.1:PORT/", "evil.example", "*", "about/"]
)
def test_targets_are_paths(still, target):
    assert still.ask(target.replace("PORT", str(still.port))).status == 403


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"]
)
@pytest.mark.parametrize("target", ["/", "/_sitegen/events"])
def test_the_site_can_only_be_read(still, method, target):
    answer = still.ask(target, method, Origin="http://evil.example")
    assert answer.status == 405
    assert answer.headers["allow"] == "get, head"
    is_safe(answer.headers)


@pytest.mark.parametrize("target", ["/", "/robots.txt", "/nowhere", "/_sitegen/events"])
def test_head_is_get_without_a_body(still, target):
    head = still.ask(target, "HEAD")
    assert head.body == b""
    if target != "/_sitegen/events":
        whole = still.ask(target)
        assert head.status == whole.status
        assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "https://127.0.0.1:PORT"},
        {"Origin": "http://localhost:PORT"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://127.0.0.1:PORT", "Sec_Fetch_Site": "cross-site"},
    ],
)
def test_only_own_pages_listen(still, headers):
    given = {name: value.replace("PORT", str(still.port)) for name, value in headers.items()}
    assert still.ask("/_sitegen/events", **given).status == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://127.0.0.1:PORT"}, {"Sec_Fetch_Site": "same-origin"}],
)
def test_a_page_that_listens_is_told_the_state_at_once(still, headers):
    given = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    request = f"GET /_sitegen/events HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n{given}\r\n"
    with still.connect() as connection:
        connection.sendall(request.replace("PORT", str(still.port)).encode())
        seen = b""
        while b'"problems": []' not in seen:
            more = connection.recv(4096)
            assert more, seen
            seen += more
    assert b"text/event-stream" in seen
    assert b"retry: " in seen
    assert b"\nid: " in seen


TRAVERSALS = [
    "/../mkdocs.yml",
    "/../../mkdocs.yml",
    "/../project/mkdocs.yml",
    "/../../../project/mkdocs.yml",
    "/about/../../mkdocs.yml",
    "/about/..",
    "/.",
    "/./about/",
    "/%2e%2e/mkdocs.yml",
    "/%2E%2E/%2e%2e/project/mkdocs.yml",
    "/.%2e/mkdocs.yml",
    "/%2e./mkdocs.yml",
    "/%252e%252e/mkdocs.yml",
    "/..%2fmkdocs.yml",
    "/..%252fmkdocs.yml",
    "/%2e%2e%2fmkdocs.yml",
    "/about%2f..%2f..%2fmkdocs.yml",
    "/about%2findex.html",
    "/..\\mkdocs.yml",
    "/..%5cmkdocs.yml",
    "/%5c..%5cmkdocs.yml",
    "/..%255cmkdocs.yml",
    "//mkdocs.yml",
    "//about/",
    "/about//",
    "/about//index.html",
    "//../mkdocs.yml",
    "/%2fetc/passwd",
    "//etc/passwd",
    "/%2Fetc%2Fpasswd",
    "/about/index.html%00",
    "/about/index.html%00.css",
    "/%00",
    "/%c0%ae%c0%ae/mkdocs.yml",
    "/%e0%80%ae%e0%80%ae/mkdocs.yml",
    "/%c0%af..%c0%afmkdocs.yml",
    "/%ff",
    "/%u002e%u002e/mkdocs.yml",
    "/..;/mkdocs.yml",
    "/.hidden",
    "/file:///etc/passwd",
    "/about/index.html/",
    "/%0d%0aSet-Cookie:%20x=1",
    "/" + "a" * 5000,
    "/" + "a/" * 3000,
    "/_sitegen/../mkdocs.yml",
    "/_sitegen/%2e%2e/gate.py",
    "/_sitegen/..%2fgate.py",
    "/_sitegen/gate.py",
    "/_sitegen/",
]


@pytest.mark.parametrize("target", TRAVERSALS)
def test_no_way_leads_out(still, target):
    answer = still.ask(target)
    assert answer.status in (400, 404)
    assert SECRET not in answer.body
    assert b"root:" not in answer.body
    assert "set-cookie" not in answer.headers


def test_bytes_that_no_browser_sends_do_no_harm(still):
    for target in (b"/\xff", b"/\x00", b"/../mkdocs.yml\x00", b"/a b", b"", b"/\r"):
        answer = still.ask(target)
        assert answer.status in (400, 403, 404)
        assert SECRET not in answer.body
    assert still.ask("/").status == 200


def test_links_are_not_followed(still):
    secret = still.root / "mkdocs.yml"
    made = [still.site / name for name in ("leak.txt", "leak", "about/leak.html", "inside", "fifo")]
    made[0].symlink_to(secret)
    made[1].symlink_to(still.root, target_is_directory=True)
    made[2].symlink_to("../../../../project/mkdocs.yml")
    made[3].symlink_to("about", target_is_directory=True)
    os.mkfifo(made[4])
    try:
        for target in ("leak.txt", "leak/mkdocs.yml", "leak", "leak/", "about/leak.html", "fifo"):
            answer = still.ask(f"/{target}")
            assert answer.status == 404, target
            assert SECRET not in answer.body
        assert still.ask("/inside/").status == 404
    finally:
        for path in made:
            path.unlink()


@pytest.mark.parametrize("target", ["/data/", "/data", "/assets/", "/assets/fonts", "/claims"])
def test_folders_are_not_listed(still, target):
    answer = still.ask(target)
    assert answer.status == 404
    assert b"claims.json" not in answer.body.replace(b"data/claims.json", b"")


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/articles/debate", "/articles/debate/"),
        ("/about?x=//evil.example", "/about/?x=//evil.example"),
        ("/%61bout", "/about/"),
    ],
)
def test_a_page_without_its_slash_is_redirected(still, target, location):
    answer = still.ask(target)
    assert (answer.status, answer.headers["location"]) == (302, location)
    is_safe(answer.headers)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "//evil.example/",
        "//evil.example/about",
        "///evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "//evil.example/%2e%2e/about",
        "/https://evil.example/about",
        "/%09/evil.example",
    ],
)
def test_no_redirect_leads_to_another_host(still, target):
    answer = still.ask(target)
    assert answer.status in (400, 404)
    assert "location" not in answer.headers


def test_a_missing_page_is_the_sites_own(still):
    answer = still.ask("/nowhere/at/all/")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"There is no page at this address" in answer.body
    assert b"/_sitegen/live.js" in answer.body


def test_a_request_for_a_connection_of_another_kind_is_answered_as_a_page(still):
    answer = still.ask(
        "/", Upgrade="websocket", Connection="Upgrade, close", Sec_WebSocket_Version="13"
    )
    assert answer.status == 200


def test_what_is_not_http_does_not_end_the_server(still: Running):
    assert still.raw(b"\x16\x03\x01 nonsense\r\n\r\n").status == 400
    assert still.ask("/").status == 200
    assert still.silent()


@given(st.binary(max_size=40) | st.text("./%25ef\\ca0\x00", max_size=40).map(str.encode))
def test_every_address_is_made_of_plain_names(target):
    address = address_of(b"/" + target)
    if address is not None:
        assert all(name and name not in (".", "..") for name in address.names)
        assert not set("".join(address.names)) & set("/\\\0\r\n")
        redirect = address.as_folder()
        assert redirect == "/" or (redirect[0] == "/" and redirect[1] not in "/\\")


def test_an_address_finds_files_and_pages(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("page")
    site = tmp_path.resolve()
    assert find(site, Address(("a",), is_folder=False)) == Address(("a",), is_folder=True)
    found = find(site, Address(("a",), is_folder=True))
    assert not isinstance(found, Address)
    assert found
    assert found.content == b"page"
    assert find(site, Address(("b",), is_folder=True)) is None
