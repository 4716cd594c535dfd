// What comes in: feeds, imports, pages that fail, and what survives a crash.

import assert from "node:assert/strict";
import { reloadUntil, story } from "../support/room.js";
import { STORM } from "../support/site.js";

story("a feed is followed and its entries arrive", async (room) => {
  await room.setUp();
  const { page } = room;
  await page.goto(`${room.origin}/feeds`);
  await page.getByLabel("Address of a feed").fill(`${room.site.origin}/feed.atom`);
  await page.getByRole("button", { name: "Follow" }).click();
  await page.getByRole("link", { name: "Orrin Herald" }).first().waitFor();
  await page.goto(room.origin);
  await reloadUntil(page, async () => (await page.locator(".item").count()) === 3);
  await page.getByRole("link", { name: "Notice 2 of the harbour board" }).click();
  await page.locator("#text").getByText("as they would the lamp").waitFor();
  await page.goto(`${room.origin}/feeds`);
  await page.getByText("well", { exact: true }).waitFor();
  await page.getByLabel("Change Orrin Herald").click();
  await page.getByRole("button", { name: "No longer follow" }).click();
  await page.getByRole("heading", { name: "No feeds yet" }).waitFor();
  assert.deepEqual(room.complaints, []);
});

story("a library of Pocket is looked into, taken, and reported", async (room) => {
  await room.setUp();
  const { page, site } = room;
  const rows = [
    "title,url,time_added,tags,status",
    `The pier,${site.origin}/storm,1768557600,bay|storm,unread`,
    `"Rolls, earlier",${site.origin}/bakery,1768550000,,archive`,
    "No address at all,not an address,1768550000,,unread",
  ];
  const file = { name: "part_000000.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) };
  const look = async () => {
    await page.goto(`${room.origin}/import`);
    await page.getByLabel("The file").setInputFiles(file);
    await page.getByRole("button", { name: "Look inside" }).click();
  };
  await look();
  await page.getByText("Nothing has been taken yet").waitFor();
  await page.getByRole("heading", { name: "The pier" }).waitFor();
  await page.getByRole("heading", { name: "What cannot be taken" }).waitFor();
  await page.getByRole("button", { name: "Take all of it" }).click();
  await page.waitForURL(/\/import\/\d+/);
  await reloadUntil(page, async () => (await page.getByText("not an address").count()) > 0);
  await page.goto(`${room.origin}/tag/bay`);
  await page.locator(".item h3").first().waitFor();
  await page.goto(`${room.origin}/archive`);
  assert.equal(await page.locator(".item").count(), 1);

  // The same file again does no harm.
  await look();
  await page.getByRole("button", { name: "Take all of it" }).click();
  await page.waitForURL(/\/import\/\d+/);
  await page.goto(`${room.origin}/all`);
  assert.equal(await page.locator(".item").count(), 2);
});

story("a page that cannot be fetched stays as a link with its reason", async (room) => {
  await room.setUp();
  const { page } = room;
  await page.goto(`${room.origin}/save`);
  await page.getByLabel("Address of the page").fill(`${room.site.origin}/gone`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/\/read\/\d+/);
  await page.getByText("Kept as a link").waitFor();
  await page.getByRole("link", { name: "Open the page" }).waitFor();
  // Once it is there, a second try reads it.
  room.site.pages.set("/gone", room.site.pages.get("/storm"));
  await page.getByRole("button", { name: "Try again" }).click();
  await reloadUntil(page, async () => (await page.getByText("broke in two").count()) > 0);
});

story("what was saved outlives a kill -9", async (room) => {
  await room.setUp();
  await room.save("/storm");
  const { page } = room;
  const address = page.url();
  await room.stop("SIGKILL");
  await room.start();
  await page.goto(address);
  await page.getByRole("heading", { level: 1, name: STORM }).waitFor();
  await page.locator("#text").getByText("broke in two").waitFor();
  await room.stop();
  const { stdout } = await room.command("doctor");
  assert.doesNotMatch(stdout, /damage|wrong/i);
});

story("without a script the main path works too", async (room) => {
  await room.setUp();
  await room.save("/storm");
  const { page } = room;
  await page.getByText("Mark a passage by its words").click();
  await page.locator("#mark-quote").fill("broke in two on Thursday night");
  await page.getByLabel("Your note").last().fill("Thursday");
  await page.getByRole("button", { name: "Mark", exact: true }).click();
  await page.locator("mark").filter({ hasText: "broke in two" }).waitFor();
  await page.goto(room.origin);
  await page.getByRole("button", { name: /^Archive: / }).click();
  await page.getByText("The article was archived.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("The article was marked as unread.").waitFor();
  await page.getByRole("button", { name: /^Favourite: / }).click();
  await page.getByText("is a favourite now").waitFor();
  await page.goto(`${room.origin}/search?q=pier`);
  assert.equal(await page.locator(".item").count(), 1);
  await page.getByRole("button", { name: "Sign out" }).click();
  await room.signIn();
  await page.getByText("Signed in as").waitFor();
}, { javaScript: false });
