#!/usr/bin/env python3
"""CPU time per page of lexbor, through selectolax and resiliparse, next to this parser and html5ever.

  pip install selectolax resiliparse
  DATELINE_GOLD=.../data python3 html/benches/lexbor.py [rounds]

Runs `cargo bench -p html --bench pages` first, then lexbor on the same pages in this process:
the best round counts, only the call that parses is timed. Both libraries make the whole tree; the
cost of handing them the text (one copy) is part of it.
"""
import glob, gzip, os, subprocess, sys, time

from resiliparse.parse.html import HTMLTree
from selectolax.lexbor import LexborHTMLParser

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
GOLD = os.environ["DATELINE_GOLD"]


def pages():
    for name in ("scrapinghub", "fundus"):
        for path in sorted(glob.glob(os.path.join(GOLD, "pages", name, "html", "*"))):
            with gzip.open(path) as page:
                yield page.read().decode("utf-8", "replace")


def measure(inputs, parse):
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.thread_time()
        for text in inputs:
            parse(text)
        best = min(best, time.thread_time() - start)
    return best * 1000 / len(inputs)


subprocess.run(["cargo", "bench", "-q", "-p", "html", "--bench", "pages"], check=True)
texts = list(pages())
print(f"lexbor (selectolax): {measure(texts, LexborHTMLParser):.4f} ms a page")
print(f"lexbor (resiliparse): {measure([text.encode() for text in texts], HTMLTree.parse_from_bytes):.4f} ms a page")
