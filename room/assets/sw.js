// The room without a net: pages that were opened, and those at the top of the shelf, stay readable.
// The server puts the addresses of its files and their version in front of this text.

const FILES = "files-" + VERSION;
const PAGES = "pages-1";
/** Most pages kept; the oldest go first. */
const MOST = 200;
const PATIENCE_MS = 4000;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll([...ADDRESSES, "/offline"])).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== FILES && name !== PAGES).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("message", (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keep(event.data.keep));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(file(request));
  else if (url.pathname.startsWith("/picture/")) event.respondWith(page(request, false));
  else if (request.mode === "navigate" && isKept(url.pathname)) event.respondWith(page(request, true));
});

function isKept(path) {
  return path === "/" || path.startsWith("/read/") || ["/all", "/archive", "/favourites", "/marks"].includes(path);
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The net first; what is kept when it does not answer in time. */
async function page(request, isPage) {
  const cache = await caches.open(PAGES);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) void put(cache, request, answer.clone());
    return answer;
  });
  fresh.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh, late]).catch(() => null);
  if (first) return first;
  const kept = await inCache(cache, request.url);
  if (kept) return kept;
  return fresh.catch(async () => (isPage && (await caches.match("/offline"))) || Response.error());
}

/** An article is the same whichever list it was opened from: `/read/41?in=unread` is kept as `/read/41`. */
async function inCache(cache, address) {
  const { pathname } = new URL(address, location.origin);
  const ignoreSearch = pathname.startsWith("/read/");
  return (await cache.match(address)) ?? (ignoreSearch ? cache.match(address, { ignoreSearch }) : undefined);
}

async function put(cache, request, answer) {
  await cache.put(request, answer);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(kept.length - MOST, 0))) await cache.delete(old);
}

async function keep(paths) {
  const cache = await caches.open(PAGES);
  for (const path of paths) {
    if (await inCache(cache, path)) continue;
    const answer = await fetch(path).catch(() => null);
    if (answer?.ok && !answer.redirected) await put(cache, new Request(path), answer);
  }
}
