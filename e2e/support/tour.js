// Every page of the room, as the demo fills it: where it is, and what is opened on it.

const at = (path) => (room) => (page) => page.goto(room.origin + path);
const readerPage = (title) => (room) => async (page) => {
  await page.goto(`${room.origin}/all`);
  // It may lie in the fold of a text that tells the same.
  await page.locator("details").evaluateAll((folds) => folds.forEach((fold) => { fold.open = true; }));
  await page.getByRole("link", { name: title, exact: true }).first().click();
  await page.locator("#text").waitFor();
};
const shelfId = (page) => page.url().match(/\/read\/(\d+)/)[1];
const STORM = "Harden in the dark, and nobody knows how much of it";

/** The agency's text, folded in the list, beside one that took it. */
const beside = (room) => async (page) => {
  await page.goto(`${room.origin}/all`);
  await page.locator(".fold-reprints > summary").first().click();
  await page.locator(".fold-reprints li a", { hasText: "Storm cuts power" }).last().click();
  await page.locator("#text").waitFor();
  await page.getByRole("link", { name: /^Side by side/ }).first().click();
  await page.locator(".beside").waitFor();
};
const storyPage = (room) => async (page) => {
  await page.goto(`${room.origin}/stories`);
  await page.locator(".story-row h3 a").first().click();
  await page.locator(".story-page").waitFor();
};
/** The conversation in which somebody said so. */
const thread = (words) => (room) => async (page) => {
  for (const name of ["ida", "tobias", "nell", "demo"]) {
    await page.goto(`${room.origin}/@${name}`);
    const said = page.locator("main .comment", { hasText: words });
    if ((await said.count()) === 0) continue;
    const href = await said.locator("a[href^='/talk/']").first().getAttribute("href");
    await page.goto(room.origin + href.match(/\/talk\/\d+/)[0]);
    return;
  }
  throw new Error(`nobody said ${words}`);
};

const PAGES = {
  list: at("/"),
  all: at("/all"),
  archive: at("/archive"),
  favourites: at("/favourites"),
  tag: at("/tag/storm"),
  reader: readerPage("The lighthouse that nobody switched off"),
  "reader-record": (room) => async (page) => {
    await readerPage(STORM)(room)(page);
    for (const name of [/^Quotes/, /^Figures/]) await page.getByLabel(name).check();
  },
  "reader-type": (room) => async (page) => {
    await readerPage("Three counts of one dark valley")(room)(page);
    await page.locator("summary[title='Type and colours']").click();
  },
  versions: (room) => async (page) => {
    await readerPage(STORM)(room)(page);
    await page.goto(`${page.url().split("?")[0]}/versions`);
  },
  folded: (room) => async (page) => {
    await page.goto(room.origin);
    await page.locator(".fold-reprints > summary").first().click();
  },
  beside,
  stories: at("/stories"),
  story: storyPage,
  "compare-choose": (room) => async (page) => {
    await readerPage(STORM)(room)(page);
    await page.goto(`${room.origin}/compare?a=${shelfId(page)}`);
  },
  compare: (room) => async (page) => {
    const ids = [];
    for (const title of [STORM, "Three counts of one dark valley"]) {
      await readerPage(title)(room)(page);
      ids.push(shelfId(page));
    }
    await page.goto(`${room.origin}/compare?a=${ids[0]}&b=${ids[1]}`);
  },
  "compare-reprint": (room) => async (page) => {
    const ids = [];
    for (const title of ["Storm cuts power to 12,000 homes in Harden valley", "Three hurt as storm hits valley"]) {
      await readerPage(title)(room)(page);
      ids.push(shelfId(page));
    }
    await page.goto(`${room.origin}/compare?a=${ids[0]}&b=${ids[1]}`);
  },
  source: at("/source?of=Petra+Lind"),
  measure: at("/measure?of=homes+without+power"),
  watches: at("/watches"),
  "watch-hits": at("/watches/1"),
  search: at("/search"),
  "search-found": at("/search?q=figure%3Ahomes"),
  "search-nothing": at("/search?q=zeppelin"),
  talk: at("/talk"),
  "thread-article": thread("Does anybody know when the line"),
  "thread-passage": thread("A meter that answers"),
  "thread-claim": thread("They do not contradict each other"),
  "thread-reply": (room) => async (page) => {
    await thread("A meter that answers")(room)(page);
    await page.getByRole("link", { name: /^Reply/ }).first().click();
    await page.locator("#comments").waitFor();
  },
  profile: at("/@ida"),
  follows: at("/follows"),
  notices: at("/notices"),
  moderation: at("/moderation"),
  "moderation-log": at("/moderation/log"),
  "moderation-rules": at("/moderation/rules"),
  webhooks: at("/webhooks"),
  marks: at("/marks"),
  tags: at("/tags"),
  feeds: at("/feeds"),
  rules: at("/rules"),
  save: at("/save"),
  queue: at("/queue"),
  import: at("/import"),
  settings: at("/settings"),
  account: at("/account"),
  admin: at("/admin"),
  keys: at("/keys"),
  offline: at("/offline"),
  missing: at("/nowhere"),
};

/** Outside the room: without the cookie. */
const DOORS = { "sign-in": "/sign-in", forgot: "/forgot" };

export function everyPage(room) {
  const inside = Object.entries(PAGES).map(([name, open]) => ({ name, open: open(room) }));
  const outside = Object.entries(DOORS).map(([name, path]) => ({
    name,
    open: async (page) => {
      const cookies = await page.context().cookies();
      await page.context().clearCookies();
      await page.goto(room.origin + path);
      await page.context().addCookies(cookies);
    },
  }));
  return [...inside, ...outside];
}
