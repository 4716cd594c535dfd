// Another site: pages and a feed on a free port of this machine, invented here.

import { createServer } from "node:http";

export const STORM = "Storm leaves Orrin bay without its pier";
export const QUOTE = "We will build it again, and we will build it of oak";
const MENU = "<nav><a href='/'>Home</a> <a href='/bay'>The bay</a> <a href='/subscribe'>Subscribe</a></nav>";
const FOOT = "<section id='comments'><h2>Comments</h2><form><textarea></textarea><button>Post comment</button></form></section>";

export function pageOf(title, paragraphs, extra = "") {
  const text = paragraphs.map((words) => `<p>${words}</p>`).join("\n");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} - Orrin Herald</title>
<meta property="og:site_name" content="Orrin Herald"><meta property="og:title" content="${title}">
<meta name="author" content="Nils Abara"><meta property="article:published_time" content="2026-11-20T08:00:00Z">${extra}</head>
<body>${MENU}<article><h1>${title}</h1><p class="byline">By Nils Abara</p>${text}</article>${FOOT}</body></html>`;
}

const STORM_TEXT = [
  "The wooden pier of Orrin bay, 212 metres long and built in 1894, broke in two on Thursday night, and by morning most of it was on the beach.",
  `“${QUOTE},” said the harbour master, Solveig Ames, who had spent the night on the quay with 30 volunteers.`,
  "The insurer, Baymutual, said the damage came to 4.2 million crowns. The council said on Friday that it expected 6.5 million.",
  "“Nobody was on it, and that is all I care about today,” Ms Ames said.",
  "Fishermen have moved their 17 boats to the inner harbour, where there is room until the spring.",
  "The weather service expects calm days until Tuesday, which is as long as the salvage will take.",
];

const PLAIN = [
  "The bakery on Quay Street opens an hour earlier from Monday, because the first ferry does.",
  "Its owner, Tilda Marsh, said that she had asked the ferry company and not the other way round.",
  "“A baker is up anyway,” she said, “so somebody may as well have the rolls.”",
  "There will be 40 seats in summer and 12 in winter, and coffee costs what it did.",
];

export class Site {
  /** Paths that were asked for. */
  asked = [];

  static async open() {
    const site = new Site();
    site.pages = new Map([
      ["/storm", pageOf(STORM, STORM_TEXT)],
      ["/bakery", pageOf("Bakery opens an hour earlier", PLAIN)],
    ]);
    for (let number = 1; number <= 6; number += 1) {
      site.pages.set(`/news/${number}`, pageOf(`Notice ${number} of the harbour board`, [
        `The harbour board has published notice ${number}, which concerns the mooring of boats longer than ${number + 8} metres in the winter.`,
        ...PLAIN,
      ]));
    }
    site.server = createServer((request, response) => site.answer(request, response));
    await new Promise((done) => site.server.listen(0, "127.0.0.1", done));
    site.origin = `http://127.0.0.1:${site.server.address().port}`;
    return site;
  }

  answer(request, response) {
    const path = request.url.split("?")[0];
    this.asked.push(path);
    if (path === "/feed.atom") {
      response.writeHead(200, { "content-type": "application/atom+xml" }).end(this.feed());
    } else if (this.pages.has(path)) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(this.pages.get(path));
    } else {
      response.writeHead(404, { "content-type": "text/plain" }).end("no such page");
    }
  }

  feed() {
    const entries = [1, 2, 3].map((number) => `<entry><id>urn:notice:${number}</id>
<title>Notice ${number} of the harbour board</title><link href="${this.origin}/news/${number}"/>
<updated>2026-11-2${number}T08:00:00Z</updated><summary>In short.</summary></entry>`);
    return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:orrin</id>
<title>Orrin Herald</title><link href="${this.origin}/"/><updated>2026-11-23T08:00:00Z</updated>${entries.join("")}</feed>`;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}
