"""Drives clients of other programs against a room: run.py BINARY FOLDER_OF_VENV.

Exit code 1 when a client that is here fails. One that is not here is a line that says so.
"""

import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

SENTENCE = "The ferry {} stays in harbour for nine days, said Maud Ellery, its managing director. "
PAGE = "<!doctype html><title>Ferry {0}</title><article><h1>Ferry {0}</h1>{1}</article>"
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<link>{0}/</link><description>News</description>{1}</channel></rss>"""
ENTRY = "<item><title>Ferry {0}</title><link>{1}/page/{0}</link><guid>{1}/page/{0}</guid></item>"


class Site(http.server.BaseHTTPRequestHandler):
    """Pages and a feed."""

    def do_GET(self):
        base = "http://" + self.headers["Host"]
        if self.path == "/feed":
            body = FEED.format(base, "".join(ENTRY.format(n, base) for n in range(3)))
            kind = "application/rss+xml"
        else:
            words = "".join("<p>" + SENTENCE.format(n) * 4 + "</p>" for n in range(4))
            body, kind = PAGE.format(self.path.rsplit("/", 1)[-1], words), "text/html"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def run(*command, **more):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **more
    )
    return done.returncode, done.stdout + done.stderr


class Room:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        with open(os.path.join(folder, "dateline.toml"), "w") as config:
            config.write("[room.fetch]\nallow_private = true\n")
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process = subprocess.Popen(
            [binary, "serve", "--data-dir", folder, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.PIPE,
            stderr=open(os.path.join(folder, "log"), "w"),
            text=True,
        )
        link = self.process.stdout.readline()
        ticket = re.search(r"ticket=(\S+)", link).group(1)
        form = {"ticket": ticket, "name": "mira", "password": "a long enough password"}
        data = urllib.parse.urlencode(form).encode()
        urllib.request.urlopen(self.url + "/set-up", data).read()
        code, out = run(binary, "admin", "--data-dir", folder, "app-password", "mira")
        assert code == 0, out
        self.made = dict(re.split(r"  +", line, maxsplit=1) for line in out.splitlines() if "  " in line)

    def greader(self, path, **fields):
        head = {"Authorization": "GoogleLogin auth=mira/" + self.made["app password"]}
        data = urllib.parse.urlencode(fields).encode() if fields else None
        ask = urllib.request.Request(self.url + "/reader/api/0/" + path, data, head)
        return urllib.request.urlopen(ask).read().decode()

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def wallabag_client(room, site, venv):
    """wallabag-client of PyPI: add, list, tags, read, star, show, export, info, delete."""
    program = os.path.join(venv, "bin", "wallabag")
    if not os.path.exists(program):
        return "missing: pip install wallabag-client"
    config = os.path.join(room.folder, "wallabag.ini")
    write = (
        "import sys; from wallabag.config import Configs\n"
        "c = Configs(sys.argv[1])\n"
        "for s, o, v in zip(sys.argv[2::3], sys.argv[3::3], sys.argv[4::3]): c.set(s, o, v)\n"
        "c.save(sys.argv[1])\n"
    )
    values = [
        "api", "serverurl", room.url, "api", "username", "mira",
        "api", "password", room.made["app password"],
        "oauth2", "client", room.made["client id"], "oauth2", "secret", room.made["client secret"],
    ]
    code, out = run(os.path.join(venv, "bin", "python"), "-c", write, config, *values)
    assert code == 0, out

    def ask(*arguments, wanted=""):
        code, out = run(program, "--no-spinner", "--config", config, *arguments, input="y\n")
        assert code == 0 and wanted in out, f"{arguments}: {code}\n{out}"
        return out

    ask("add", site + "/page/one", "--tags", "war,drones", "--title", "Ferry one")
    ask("add", site + "/page/two", "--starred")
    listed = ask("list", wanted="Ferry one")
    entry = re.search(r"^\D*(\d+)\D", next(l for l in listed.splitlines() if "Ferry one" in l)).group(1)
    ask("tags", wanted="war")
    ask("list", "--tags", "war", wanted="Ferry one")
    ask("show", entry, wanted="nine days")
    ask("info", entry, wanted="page/one")
    ask("read", entry)
    ask("star", entry)
    ask("list", "--starred", wanted="Ferry")
    book = os.path.join(room.folder, "book.epub")
    ask("export", entry, "--format", "epub", "--output", book)
    with open(book, "rb") as file:
        assert file.read(2) == b"PK", "no book"
    ask("delete", "--force", entry)
    assert "Ferry one" not in ask("list", "--all")
    return "ok"


def newsboat(room, site, _):
    """newsboat of Debian, by Google Reader's API: reload, and what came of it."""
    program = shutil.which("newsboat")
    if not program:
        return "missing: apt-get install newsboat"
    room.greader("subscription/edit", ac="subscribe", s=f"feed/{site}/feed")
    for _ in range(100):
        if room.greader("stream/contents?n=10").count("crawlTimeMsec") >= 3:
            break
        time.sleep(0.2)
    folder = tempfile.mkdtemp(dir=room.folder)
    version = run(program, "--version")[1].split()[1]
    is_new = tuple(int(part) for part in re.findall(r"\d+", version)[:2]) >= (2, 27)
    source = "freshrss" if is_new else "feedhq"
    url = room.url + ("/api/greader.php" if is_new else "/")
    with open(os.path.join(folder, "config"), "w") as config:
        config.write(
            f'urls-source "{source}"\n{source}-url "{url}"\n{source}-login "mira"\n'
            f'{source}-password "{room.made["app password"]}"\n'
        )
    place = dict(os.environ, HOME=folder)
    paths = ["-C", f"{folder}/config", "-u", f"{folder}/urls", "-c", f"{folder}/cache.db"]
    code, out = run(program, *paths, "-x", "reload", env=place)
    assert code == 0, out
    code, out = run(program, *paths, "-x", "print-unread", env=place)
    assert code == 0 and re.search(r"\b[3-9]\b", out), f"{code}: {out}"
    return f"ok ({source}, {version})"


def main():
    binary, venv = sys.argv[1:3]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_address[1]}"
    is_green = True
    with tempfile.TemporaryDirectory() as folder:
        room = Room(binary, folder)
        try:
            for client in (wallabag_client, newsboat):
                try:
                    said = client(room, site, venv)
                except (AssertionError, subprocess.TimeoutExpired, OSError) as error:
                    is_green, said = False, f"FAILED: {error}"
                print(f"{client.__name__}: {said}", flush=True)
        finally:
            room.close()
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main())
