// One text stands once; what tells of one event stands together; the reader puts it right.

import assert from "node:assert/strict";
import { reloadUntil, story } from "../support/room.js";
import { PIER } from "../support/site.js";

const titles = (page) => page.locator(".item h3").allInnerTexts();

/** The pages of the pier, one after the other, and placed. */
async function fill(room) {
  await room.setUp();
  const { page } = room;
  const fold = page.locator(".fold-reprints > summary");
  for (const path of Object.keys(PIER)) await room.save(path);
  await page.goto(`${room.origin}/all`);
  await reloadUntil(page, async () => (await fold.count()) > 0 && /\+2 reprints/.test(await fold.first().innerText()));
}

story("reprints are folded in lists, open in place, and lie side by side", async (room) => {
  await fill(room);
  const { page } = room;
  assert.equal((await titles(page)).length, 3);
  const item = page.locator(".item", { has: page.locator(".fold-reprints") });
  await item.locator("summary").click();
  assert.equal(await item.locator(".fold-reprints li").count(), 2);
  // By keys alone: the reprints of the item that is at hand.
  await item.locator("summary").click();
  for (let press = 0; press < 3 && !(await item.evaluate((one) => one.classList.contains("at"))); press += 1) await page.keyboard.press("j");
  await page.keyboard.press("v");
  await item.locator(".fold-reprints[open]").waitFor();

  await item.locator("h3 a").click();
  await page.getByRole("heading", { name: "Told elsewhere" }).waitFor();
  assert.equal(await page.locator(".alike ul").first().locator("li").count(), 2);
  await page.locator(".alike li", { hasText: "Northwire" }).getByRole("link", { name: /^Side by side/ }).click();
  await page.getByText("The second is the first, shortened.").waitFor();
  assert.match(await page.locator(".beside section").first().innerText(), /Northwire/i);
  assert.match(await page.locator(".aligned del").last().innerText(), /4 million crowns/);
  await page.goto(`${room.origin}/search?q=pier+Lunde`);
  assert.equal(await page.locator(".fold-reprints").count(), 1);

  // All of one text are put away together.
  await page.goto(room.origin);
  await page.locator(".fold-reprints > summary").click();
  await page.getByRole("button", { name: /^Archive all \d+: this and its reprints/ }).click();
  await page.getByText("3 articles were archived.").waitFor();
  assert.equal((await titles(page)).length, 2);
  assert.deepEqual(room.complaints, []);
});

story("without scripts the fold opens and a story is parted", async (room) => {
  await fill(room);
  const { page } = room;
  await page.locator(".fold-reprints > summary").click();
  await page.locator(".fold-reprints li a").first().waitFor();
  await page.goto(`${room.origin}/stories`);
  await page.locator(".story-row h3 a").click();
  await page.getByLabel("Select: Islanders lose the Sallow pier").check();
  await page.getByRole("button", { name: "Not this story" }).click();
  await page.getByText("The article is a story of its own now.").waitFor();
}, { javaScript: false });

story("a story has its timeline and is parted, joined and named by the reader", async (room) => {
  await fill(room);
  const { page } = room;
  await page.goto(room.origin);
  await page.keyboard.press("g");
  await page.keyboard.press("y");
  await page.locator(".story-row").waitFor();
  assert.equal(await page.locator(".story-row").count(), 1);
  await page.locator(".story-row h3 a").click();
  const story = page.url();
  await reloadUntil(page, async () => (await page.getByRole("rowheader", { name: "Jory Penn" }).count()) > 0);
  assert.deepEqual(await titles(page), ["Old pier of Sallow closed for good", "Islanders lose the Sallow pier"]);
  assert.equal(await page.getByText("2 texts, told in 4 articles.").count(), 1);
  await page.locator(".fold-reprints > summary").click();
  assert.equal(await page.locator(".fold-reprints li").count(), 2);

  await page.getByLabel("Select: Islanders lose the Sallow pier").check();
  await page.getByRole("button", { name: "Not this story" }).click();
  await page.getByText("The article is a story of its own now.").waitFor();
  await page.goto(story);
  assert.deepEqual(await titles(page), ["Old pier of Sallow closed for good"]);
  // Remembered: it stays apart until the reader joins the two again.
  await reloadUntil(page, async () => (await page.getByLabel("The same event as").locator("option", { hasText: "Islanders" }).count()) > 0);
  await page.getByLabel("The same event as").selectOption({ label: "Islanders lose the Sallow pier (1 article)" });
  await page.getByRole("button", { name: "Join the two" }).click();
  await page.getByText("The two stories are one now.").waitFor();
  await page.getByLabel("Name").fill("The pier of Sallow");
  await page.getByRole("button", { name: "Name it" }).click();
  await page.getByRole("heading", { name: "The pier of Sallow" }).waitFor();
  await page.goto(`${room.origin}/stories`);
  await page.getByRole("link", { name: "The pier of Sallow" }).waitFor();
  await page.getByText("4 articles").waitFor();
  // From an article to its story.
  await page.goto(`${room.origin}/all`);
  await page.getByRole("link", { name: "Islanders lose the Sallow pier" }).click();
  await page.locator("#text").waitFor();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("y");
  await page.waitForURL(story.split("?")[0]);
  assert.deepEqual(room.complaints, []);
});

story("placing goes on after the server was killed", async (room) => {
  await room.setUp();
  for (const path of Object.keys(PIER).slice(0, 3)) await room.save(path);
  await room.stop("SIGKILL");
  await room.start();
  await room.page.goto(`${room.origin}/all`);
  await reloadUntil(room.page, async () => (await room.page.getByText("+2 reprints").count()) > 0);
});
