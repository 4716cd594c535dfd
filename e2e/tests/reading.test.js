// The first minutes with the room: from the set-up link to an article that is read, marked and found.

import assert from "node:assert/strict";
import { story } from "../support/room.js";
import { select } from "../support/select.js";
import { QUOTE, STORM } from "../support/site.js";

story("a newcomer saves, reads, marks and finds an article", async (room) => {
  const { page } = room;
  await room.setUp();
  await page.getByRole("heading", { name: "Unread" }).waitFor();

  await page.getByRole("link", { name: "Save", exact: true }).click();
  await page.getByLabel("Address of the page").fill(`${room.site.origin}/storm`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: STORM }).waitFor();
  const text = page.locator("#text");
  await text.getByText("by morning most of it was on the beach").waitFor();
  assert.equal(await text.getByText("Post comment").count(), 0, "the comment form is no part of it");
  assert.equal(await page.getByText("By Nils Abara").count(), 1, "the byline stands there once");
  assert.equal(await page.getByText(STORM, { exact: true }).count(), 1, "so does the headline");

  await recordIsShown(page, text);
  await passageIsMarked(page, text);
  await wordsAreFound(page, room);
  assert.deepEqual(room.complaints, []);
});

async function recordIsShown(page, text) {
  const quote = text.locator(".q").first();
  const look = () => quote.evaluate((one) => {
    const { backgroundColor, backgroundImage, borderBottom, boxShadow, textDecorationLine } = getComputedStyle(one);
    return [backgroundColor, backgroundImage, borderBottom, boxShadow, textDecorationLine].join();
  });
  const plain = await look();
  const quotes = page.getByLabel(/^Quotes/);
  await quotes.check();
  assert.notEqual(await look(), plain, "the quote is seen");
  // To the words and back.
  const line = page.locator(".speaker").filter({ hasText: "Solveig Ames" }).locator("a[href*='#q']").first();
  await line.click();
  await page.waitForURL(/#q\d+$/);
  const number = new URL(page.url()).hash.slice(2);
  assert.match(await page.locator(`#q${number}`).innerText(), /build it/);
  await page.getByRole("link", { name: `To the record: quote ${number}` }).click();
  await page.waitForURL(new RegExp(`#rq${number}$`));
  await quotes.uncheck();
  assert.equal(await look(), plain, "the quote is words like others again");
  await page.getByLabel(/^Figures/).check();
  await page.locator(".figures").getByText("4.2 million").waitFor();
}

async function passageIsMarked(page, text) {
  await select(page, QUOTE);
  const toolbar = page.getByRole("toolbar", { name: "Mark the selection" });
  await toolbar.getByRole("button", { name: "Note" }).click();
  await page.getByLabel("Your note").last().fill("Oak, not steel");
  await page.getByRole("button", { name: "Mark", exact: true }).click();
  await text.locator("mark").filter({ hasText: "build it of oak" }).waitFor();
  await page.locator("#marks").getByText("Oak, not steel").first().waitFor();

  await select(page, "there is room until the spring");
  await toolbar.getByRole("button", { name: "Mark green" }).click();
  await text.locator("mark.green").waitFor();
  await page.goto(new URL("/marks", page.url()).href);
  await page.getByRole("heading", { name: "Marks", exact: true }).waitFor();
  await page.getByText("there is room until the spring").first().waitFor();
  await page.getByRole("link", { name: "In the text" }).first().click();
  await page.waitForURL(/\/read\/\d+#m\d+/);
}

async function wordsAreFound(page, room) {
  await room.save("/bakery");
  const found = async (query, count) => {
    await page.goto(`${room.origin}/search`);
    await page.getByLabel("Words and operators").fill(query);
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.waitForURL(/q=/);
    const titles = await page.locator(".item h3").allInnerTexts();
    assert.equal(titles.length, count, `${query}: ${titles}`);
  };
  await found("pier", 1);
  await found("crowns -pier", 0);
  await found('"build it of oak"', 1);
  await found('outlet:"Orrin Herald"', 2);
  await found('source:"Solveig Ames"', 1);
  await found("figure:seats", 1);
  await found("author:abara is:unread", 2);
  await found("before:2020-01-01", 0);
  await found("zeppelin", 0);
  await page.getByText("Nothing found").waitFor();
}
