"""Generated calls of the room's own API, held against its OpenAPI document: schemathesis.py BINARY PROGRAM.

PROGRAM is schemathesis of PyPI. Exit code 1 when it finds something.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import http.server
import urllib.request

import run as clients


def call(room, method, path, **fields):
    head = {
        "Authorization": "Bearer " + room.made["app password"],
        "Content-Type": "application/json",
    }
    data = json.dumps(fields).encode() if fields else None
    ask = urllib.request.Request(f"{room.url}/api/v1/{path}", data, head, method=method)
    return json.load(urllib.request.urlopen(ask))


def furnish(room, site):
    """Something of each kind, so that calls find what they ask for."""
    for name in ("one", "two", "three"):
        call(room, "POST", "articles", url=f"{site}/page/{name}", tags=["war"])
    call(room, "POST", "articles/1/marks", quote="nine days", note="long")
    call(room, "POST", "articles/1/threads", text="A word")
    call(room, "POST", "watches", measure="days")
    call(room, "POST", "searches", query="ferry")


def main(binary, program):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), clients.Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        room = clients.Room(binary, folder)
        try:
            furnish(room, site)
            began = time.time()
            done = subprocess.run(
                [
                    program, "run", room.url + "/api/v1/openapi.json",
                    "--header", "Authorization: Bearer " + room.made["app password"],
                    # Whether a call is understood depends on what is there, too: a number of an article that is not
                    # is 404 however good it looks.
                    "--checks",
                    "not_a_server_error,status_code_conformance,content_type_conformance,"
                    "response_schema_conformance",
                    "--max-examples", os.environ.get("EXAMPLES", "25"),
                    "--seed", "1", "--no-color", "--request-timeout", "20",
                ],
                check=False,
            )
            print(f"schemathesis: code {done.returncode}, {time.time() - began:.0f} s")
            return 1 if done.returncode else 0
        finally:
            room.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
