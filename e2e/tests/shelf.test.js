// Order on the shelf, by pointer and by keys.

import assert from "node:assert/strict";
import { reloadUntil, story } from "../support/room.js";

const titles = (page) => page.locator(".item h3").allInnerTexts();

async function fill(room) {
  await room.setUp();
  const paths = [1, 2, 3, 4].map((number) => `${room.site.origin}/news/${number}`);
  await room.page.goto(`${room.origin}/save`);
  await room.page.getByLabel("Addresses, one a line").fill(paths.join("\n"));
  await room.page.getByRole("button", { name: "Save all" }).click();
  await room.page.waitForURL(/\/queue/);
  // The queue empties as the desk works; a reader looks again.
  await reloadUntil(room.page, async () => (await room.page.getByText("Nothing is waiting").count()) > 0);
  await room.page.goto(room.origin);
}

story("articles are tagged, filed, kept, archived, edited together, and back", async (room) => {
  await fill(room);
  const { page } = room;
  assert.equal((await titles(page)).length, 4);

  await page.getByRole("link", { name: "Notice 4 of the harbour board" }).click();
  await page.locator("#text").waitFor();
  await page.locator("summary[title='Tags and folder']").click();
  await page.getByLabel("Tags", { exact: true }).fill("harbour, boats");
  await page.getByRole("button", { name: "Keep", exact: true }).first().click();
  await page.locator(".on-shelf").getByText("boats").waitFor();
  await page.goto(`${room.origin}/tags`);
  await page.getByLabel("New folder").fill("The bay");
  await page.getByRole("button", { name: "Make" }).click();
  await page.getByRole("link", { name: "The bay" }).first().waitFor();

  // One by one, without a new page.
  await page.goto(room.origin);
  await page.getByRole("button", { name: "Favourite: Notice 3" }).click();
  await page.getByRole("button", { name: "No longer a favourite: Notice 3" }).waitFor();
  await page.getByRole("button", { name: "Archive: Notice 3" }).click();
  await page.getByRole("button", { name: "Mark unread: Notice 3" }).waitFor();
  await page.reload();
  assert.equal((await titles(page)).length, 3);

  // Together.
  await page.getByText("Select", { exact: true }).click();
  await page.getByLabel("Select: Notice 1").check();
  await page.getByLabel("Select: Notice 2").check();
  await page.getByLabel("Tag", { exact: true }).fill("old");
  await page.getByRole("button", { name: "Add tag" }).click();
  await page.getByText("2 articles were tagged.").waitFor();
  await page.getByText("Select", { exact: true }).click();
  await page.getByLabel("Select: Notice 1").check();
  await page.getByLabel("Select: Notice 2").check();
  await page.getByRole("group", { name: "Edit the selected articles" }).getByRole("button", { name: "Archive", exact: true }).click();
  await page.getByText("2 articles were archived.").waitFor();
  assert.deepEqual(await titles(page), ["Notice 4 of the harbour board"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("2 articles were marked as unread.").waitFor();
  assert.equal((await titles(page)).length, 3);

  await page.goto(`${room.origin}/tag/old`);
  assert.equal((await titles(page)).length, 2);
  await page.goto(`${room.origin}/favourites`);
  assert.equal((await titles(page)).length, 1);
  assert.deepEqual(room.complaints, []);
});

story("the keyboard alone suffices", async (room) => {
  await fill(room);
  const { page } = room;
  const keys = async (...all) => {
    for (const key of all) await page.keyboard.press(key);
  };
  await keys("?");
  await page.getByRole("dialog", { name: "Keys" }).getByText("Everything", { exact: false }).or(page.getByRole("dialog", { name: "Keys" })).first().waitFor();
  await page.keyboard.press("Escape");
  // Keys belong to the dialog until it is gone.
  await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
  const second = (await titles(page))[1];
  await keys("j");
  await page.locator(".item.at").waitFor();
  await keys("j");
  await page.locator(".item.at h3").filter({ hasText: second }).waitFor();
  await keys("k", "f");
  await page.locator(".item.at .on[data-act='favourite']").waitFor();
  await keys("j", "o");
  await page.getByRole("heading", { level: 1, name: second }).waitFor();
  await keys("a");
  await page.getByRole("button", { name: "Mark unread" }).waitFor();
  await keys("u");
  await page.waitForURL(`${room.origin}/`);
  assert.equal((await titles(page)).length, 3);
  await keys("g", "f");
  await page.waitForURL(/\/favourites/);
  await keys("/");
  await page.keyboard.type("notice");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?q=notice/);
  assert.equal((await titles(page)).length, 4);
  await keys("g", "a");
  await page.waitForURL(/\/archive/);
  await keys("s");
  await page.waitForURL(/\/save/);
  assert.deepEqual(room.complaints, []);
});

story("choices of type and colour are kept", async (room) => {
  await room.setUp();
  const { page } = room;
  await page.goto(`${room.origin}/settings`);
  // Each choice is kept before the next is made: the answer waited for must be its own.
  const choose = async (name) => {
    const kept = page.waitForResponse((answer) => answer.url().endsWith("/settings/reading"));
    await page.locator(".segments label").filter({ hasText: new RegExp(`^${name}$`) }).first().click();
    await kept;
  };
  const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
  await choose("Light");
  const light = await ink();
  await choose("Dark");
  await page.reload();
  assert.notEqual(await ink(), light);
  await page.goto(room.origin);
  assert.notEqual(await ink(), light);
});
