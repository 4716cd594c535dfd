"""Drives clients of other programs against a room: run.py BINARY FOLDER_OF_VENV FOLDER_OF_RUST_CLIENTS.

Exit code 1 when a client that is here fails. One that is not here is a line that says so.
"""

import http.cookiejar
import http.server
import os
import pty
import re
import select
import shutil
import signal
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
# What books have trouble with: nesting, tables, ids that are there twice, odd languages and characters.
RICH = """<!doctype html><html lang="en_GB.utf8"><title>R&amp;D &lt;one&gt;</title><article><h1>R&amp;D &lt;one&gt;</h1>{0}
<h2 id="a b">Lists</h2><ul><li>One<ul><li>In it</ul><li><p>Two<p>Three</ul><ol start="3"><li>Four</ol>
<dl><dt>Quay<dd>Where ferries stay</dl>{0}<figure><img src="/a.png" alt="A &quot;ferry&quot;"><figcaption>It</figcaption>
</figure><table><caption>Trips</caption><tr><th>Day<th colspan=2>Trips<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>
{0}<blockquote id=x><p>Words &#x1; &#xfffe; of <b>one <i>and</b> another</i></p></blockquote><pre>  code &lt; 1 </pre>
<p id=x>A <a href="/next?a=1&b=2">link</a>, <a href="mailto:a@b.example">mail</a>, <a href="http://[bad">none</a>,
H<sub>2</sub>O, <q>said</q><br>new<hr><p dir=rtl lang=ar>كلمات{0}</article>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<link>{0}/</link><description>News</description>{1}</channel></rss>"""
ENTRY = "<item><title>Ferry {0}</title><link>{1}/page/{0}</link><guid>{1}/page/{0}</guid></item>"


class Site(http.server.BaseHTTPRequestHandler):
    """Pages and a feed."""

    def do_GET(self):
        base = "http://" + self.headers["Host"]
        if self.path.endswith("/feed"):
            body = FEED.format(base, "".join(ENTRY.format(n, base) for n in range(3)))
            kind = "application/rss+xml"
        elif self.path == "/rich":
            body, kind = RICH.format("<p>" + SENTENCE.format("one") * 4 + "</p>"), "text/html"
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
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)
        self.send("/set-up", **form)
        code, out = run(binary, "admin", "--data-dir", folder, "app-password", "mira")
        assert code == 0, out
        self.made = dict(re.split(r"  +", line, maxsplit=1) for line in out.splitlines() if "  " in line)
        page = self.send("/account/tokens", name="Fever", scopes="fever")
        self.fever = re.search(r'App password</th><td class="secret">([^<]+)<', page).group(1)

    def send(self, path, **form):
        """What a page's form sends."""
        data = urllib.parse.urlencode(form).encode()
        ask = urllib.request.Request(self.url + path, data, {"Sec-Fetch-Site": "same-origin"})
        return self.browser.open(ask).read().decode()

    def atom(self, query):
        """The address of a feed of what is found."""
        page = self.send("/searches", query=query, name=query)
        number = re.search(r"/searches/(\d+)", page).group(1)
        page = self.send(f"/searches/{number}", act="open-feed")
        return self.url + re.search(r"/searches/[\w-]+/atom.xml", page).group(0)

    def greader(self, path, **fields):
        head = {"Authorization": "GoogleLogin auth=mira/" + self.made["app password"]}
        data = urllib.parse.urlencode(fields).encode() if fields else None
        ask = urllib.request.Request(self.url + "/reader/api/0/" + path, data, head)
        return urllib.request.urlopen(ask).read().decode()

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def wallabag_client(room, site, venv, _):
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
    ask("export", entry, "--format", "epub", "--output", os.path.join(room.folder, "book.epub"))
    # It puts the id before the name.
    with open(os.path.join(room.folder, f"{entry}. book.epub"), "rb") as file:
        assert file.read(2) == b"PK", "no book"
    ask("delete", "--force", entry)
    assert "Ferry one" not in ask("list", "--all")
    return "ok"


def rust(name, wanted, room, site, folder, *more):
    """A client of our making over another's crate."""
    program = os.path.join(folder, "debug", name)
    if not os.path.exists(program):
        return f"missing: cargo could not build {wanted}"
    words = (room.url + "/", site, "mira", room.made["app password"], *more)
    code, out = run(program, *words, env=dict(os.environ, RUST_BACKTRACE="0"))
    assert code == 0, out
    return out.strip().replace("\n", "; ")


def wallabag_api(room, site, _, folder):
    """The crate wallabag-api: every call it has, with its strict types."""
    client = (room.made["client id"], room.made["client secret"])
    return rust("wallabag-harness", "wallabag-api", room, site, folder, *client)


def greader_api(room, site, _, folder):
    """The crates greader_api and fever_api, of NewsFlash."""
    follow(room, site)
    return rust("greader-client", "greader_api and fever_api", room, site, folder, room.fever)


def follow(room, site):
    """Follows the feed and waits until its three articles are there."""
    room.greader("subscription/edit", ac="subscribe", s=f"feed/{site}/feed")
    for _ in range(100):
        if room.greader("stream/contents?n=10").count("nine days") >= 3:
            return
        time.sleep(0.2)
    raise AssertionError("the articles of the feed did not come")


def newsboat(room, site, *_):
    """newsboat of Debian: by Google Reader's API, with an article read and starred on its screen; and by Atom."""
    program = shutil.which("newsboat")
    if not program:
        return "missing: apt-get install newsboat"
    follow(room, site)
    version = run(program, "--version")[1].split()[1]
    is_new = tuple(int(part) for part in re.findall(r"\d+", version)[:2]) >= (2, 27)
    source = "freshrss" if is_new else "feedhq"
    url = room.url + ("/api/greader.php" if is_new else "/")
    config = (
        f'urls-source "{source}"\n{source}-url "{url}"\n{source}-login "mira"\n'
        f'{source}-password "{room.made["app password"]}"\n{source}-flag-star "s"\n'
        f"{source}-min-items 50\n"
    )
    place, paths = newsboat_home(room, config, "")
    assert newsboat_unread(program, place, paths) >= 3
    before = room.greader(UNREAD).count('"id"')
    # Opens the first feed with news and its first article, flags it, and leaves.
    seen = newsboat_keys(program, place, paths, ["n", "\r", "\r", "\x05", "s\r", "q", "q", "q"])
    for _ in range(25):
        if room.greader(UNREAD).count('"id"') < before and '"id"' in room.greader(STARRED):
            break
        time.sleep(0.2)
    else:
        raise AssertionError(f"what was read or flagged did not reach the room: {seen}")

    place, paths = newsboat_home(room, "", room.atom("ferry") + "\n")
    assert newsboat_unread(program, place, paths) >= 3
    return f"ok ({source} and Atom, {version})"


UNREAD = "stream/items/ids?n=1000&s=user/-/state/com.google/reading-list&xt=user/-/state/com.google/read"
STARRED = "stream/items/ids?s=user/-/state/com.google/starred"


def newsboat_home(room, config, urls):
    folder = tempfile.mkdtemp(dir=room.folder)
    for name, words in (("config", config), ("urls", urls)):
        with open(os.path.join(folder, name), "w") as file:
            file.write(words)
    paths = ["-C", f"{folder}/config", "-u", f"{folder}/urls", "-c", f"{folder}/cache.db"]
    return dict(os.environ, HOME=folder, TERM="xterm", LC_ALL="C.UTF-8"), paths


def newsboat_unread(program, place, paths):
    code, out = run(program, *paths, "-x", "reload", env=place)
    assert code == 0, out
    code, out = run(program, *paths, "-x", "print-unread", env=place)
    assert code == 0, out
    return int(re.search(r"\d+", out).group(0))


def newsboat_keys(program, place, paths, keys):
    """Presses keys, each when the screen has been still for a while."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(program, [program, *paths], place)
    seen = b""
    for key in [None, *keys, None]:
        if key is not None:
            os.write(terminal, key.encode())
        try:
            while select.select([terminal], [], [], 1)[0]:
                seen += os.read(terminal, 65536)
        except OSError:
            break
    else:
        os.kill(pid, signal.SIGTERM)
    _, status = os.waitpid(pid, 0)
    screen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", seen.decode(errors="replace"))
    assert status == 0, f"newsboat ended with {status}: {screen}"
    return screen


def epubcheck(room, site, *_):
    """epubcheck of the W3C, on every kind of book that the room makes; and each is the same bytes the next time."""
    if not (shutil.which("java") and os.path.exists(EPUBCHECK)):
        return "skipped: apt-get install epubcheck"
    catalogue = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    catalogue.add_password(None, room.url, "mira", room.made["app password"])
    reader = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(catalogue))

    def take(path):
        return reader.open(room.url + path).read()

    empty = take("/opds/today")
    for path in ("/rich", "/page/one", "/page/two"):
        room.send("/save", url=site + path)
    books = re.findall(r"/opds/article/[^\"]+", take("/opds/list/all").decode())
    assert len(books) == 3, books
    books = {path: take(path) for path in [*books, "/opds/today"]}
    for path, book in books.items():
        assert take(path) == book, f"{path} is another book at the next download"
    for path, book in {**books, "none of today": empty}.items():
        file = os.path.join(room.folder, "book.epub")
        with open(file, "wb") as out:
            out.write(book)
        code, out = run("java", "-jar", EPUBCHECK, "--failonwarnings", file)
        assert code == 0, f"{path}: {out}"
    return f"ok ({len(books) + 1} books)"


EPUBCHECK = "/usr/share/java/epubcheck.jar"


def main():
    binary, *folders = sys.argv[1:4]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_address[1]}"
    is_green = True
    for client in (wallabag_client, wallabag_api, newsboat, greader_api, epubcheck):
        with tempfile.TemporaryDirectory() as folder:
            room = Room(binary, folder)
            try:
                said = client(room, site, *folders)
            except (AssertionError, subprocess.TimeoutExpired, OSError) as error:
                is_green, said = False, f"FAILED: {error}"
            finally:
                room.close()
        print(f"{client.__name__}: {said}", flush=True)
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main())
