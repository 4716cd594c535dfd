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

/** What each notice says: six notices, no two of one text. */
const NOTICES = [
  [
    "Boats longer than nine metres lie in the inner basin from the first of December, because the swell comes over the mole in a westerly.",
    "Whoever has paid for a berth outside gets the difference back in spring, the treasurer promised, and nobody has to ask for it.",
    "The crane works on Wednesdays only, as its driver sails with the pilots on all other days.",
  ],
  [
    "The green lamp on the northern head will be dark for two nights while an electrician replaces the cable that rats have eaten.",
    "A launch with a lantern anchors in its place, and skippers are asked to keep it to port as they would the lamp.",
    "Rats, the board adds, have been offered other food and poison, and took neither.",
  ],
  [
    "Fuel is sold from a barge until the tank on the quay has passed its inspection, which it failed in August for a weld.",
    "The price is that of the mainland plus the freight, and the sums hang beside the pump for everybody to check.",
    "Cans of more than 20 litres are filled on shore only, after a deckhand set his boots alight.",
  ],
  [
    "Children may swim from the slip in the mornings, when the pilots are out and the ferry has not come in.",
    "A rope with red floats marks how far, and the harbour master has a whistle that can be heard in the next parish.",
    "Dogs swim where they like; it has been tried to explain the rope to them.",
  ],
  [
    "The wreck of the Osprey will be lifted on the next spring tide, thirty-one years after she sank with a cargo of bathtubs.",
    "Divers counted 212 of them, most without a scratch, and the museum has asked for one.",
    "The fairway is closed for six hours, and the mail goes round by road.",
  ],
  [
    "Minutes of the meeting of the eleventh are open for reading in the office, between the tide tables and the lost gloves.",
    "Two members voted against the new fee for winter storage, one because it is too high and one because it is too low.",
    "The next meeting is held on board the dredger, which cannot leave its work.",
  ],
];

/** One agency text, three who took it, and a report of somebody's own; another event beside it. */
export const PIER = {
  "/wire/pier": ["Northwire", "Old pier of Sallow closed for good", "2026-11-21T07:00:00Z", [
    "The harbour board of Sallow closed the old pier for good on Monday after divers found that its timber had rotted through below the water line.",
    "The pier was built in 1911 and carries the launch to the outer islands, where some 1,400 residents depend on it for bread, post and the doctor.",
    "“Nobody shall fall through it while I am chair,” said Maud Ellery, who has led the board since spring.",
    "A new pier will cost 4 million crowns and take two years to build, and until then the launch sails from the quay at Lunde, which falls dry at low water.",
  ]],
  "/post/pier": ["Sallow Post", "Pier of Sallow is shut", "2026-11-21T08:30:00Z", [0, 1, 2, 3]],
  "/radio/pier": ["Bay Radio", "Divers find rotten timber, pier closed", "2026-11-21T09:10:00Z", [0, 1, 2]],
  "/gazette/pier": ["Outer Gazette", "Islanders lose the Sallow pier", "2026-11-21T16:00:00Z", [
    "The outer islands have lost their pier. Maud Ellery, chair of the harbour board of Sallow, told islanders on Monday that divers had found rotted timber, and that there was no money to mend it.",
    "The launch now sails from the quay at Lunde, where at low water nobody can board. Islanders said that the board had known of the timber for years.",
    "“We have written to Sallow eleven times,” said Jory Penn, who drives the island's only bus. He counts 1,650 residents, as the census does not ask those who come home for the summer.",
  ]],
  "/gazette/bath": ["Outer Gazette", "Council drains the old bath", "2026-11-21T11:00:00Z", [
    "Councillors in Upper Harden voted by nine to six to drain the old swimming bath, whose boiler has failed in every winter since it was put in.",
    "The building becomes a library with a reading room for the school. Parents who had collected signatures left the gallery before the count was over.",
    "The mayor, Olaf Brandt, said that he would rather be shouted at than lie about a boiler.",
  ]],
};

function pagesOfThePier() {
  const [, , , agency] = PIER["/wire/pier"];
  return Object.entries(PIER).map(([path, [outlet, title, at, paragraphs]]) => {
    const words = paragraphs.map((one) => (typeof one === "number" ? agency[one] : one));
    return [path, pageOf(title, words).replaceAll("Orrin Herald", outlet).replace("2026-11-20T08:00:00Z", at)];
  });
}

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
        `The harbour board has published its notice number ${number} of this year.`,
        ...NOTICES[number - 1],
      ]));
    }
    for (const [path, page] of pagesOfThePier()) site.pages.set(path, page);
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
