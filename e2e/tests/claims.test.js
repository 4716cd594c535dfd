// A rival pair and a story have their conversation, however they are reached; what is said there is seen live, and who
// follows it is told.

import assert from "node:assert/strict";
import { PASSWORD, story } from "../support/room.js";

const STORM = "Harden in the dark, and nobody knows how much of it";
const COUNTS = "Three counts of one dark valley";

story("a rival pair is talked about from the story and from comparing", async (room) => {
  const { page } = room;
  await page.goto(room.link);
  const jon = await invited(room, "jon");

  // From the comparison of two articles.
  await page.goto(`${room.origin}/all`);
  await page.getByText("Select", { exact: true }).click();
  for (const title of [STORM, COUNTS]) await page.getByLabel(`Select: ${title}`, { exact: true }).first().check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await talk(page);
  const thread = new URL(page.url()).pathname;
  assert.ok(await page.locator(".claims li").count() >= 2);

  // From the story: the same.
  await openStory(room, page);
  const own = page.url();
  await talk(page);
  assert.equal(new URL(page.url()).pathname, thread);
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await page.getByRole("button", { name: "No longer follow" }).waitFor();

  // Another reader, who has no article of it, finds it and speaks; it is seen at once.
  await jon.goto(`${room.origin}/talk`);
  await jon.locator(`a[href='${thread}']`).first().click();
  await jon.getByLabel("Your comment").fill("Count the lamps that are lit.");
  await jon.getByRole("button", { name: "Post", exact: true }).click();
  await page.locator("#comments").getByText("Count the lamps").waitFor();
  const permalink = await page.locator("#comments .comment", { hasText: "Count the lamps" }).locator(".when").first().getAttribute("href");
  await page.goto(new URL(permalink, room.origin).href);
  await page.locator(".comment.at", { hasText: "Count the lamps" }).waitFor();
  await page.goto(`${room.origin}/notices`);
  await page.locator("main a[href^='" + thread + "']").first().click();
  await page.locator("#comments").getByText("Count the lamps").waitFor();

  // The story itself.
  await page.goto(own);
  await page.locator("#talk").getByLabel(/^Your comment/).fill("Three papers, one night.");
  await page.locator("#talk").getByRole("button", { name: "Post" }).click();
  await page.locator("#comments").getByText("Three papers").waitFor();
  await page.getByRole("link", { name: "The story on your shelf" }).click();
  await page.getByRole("link", { name: "1 comment about the story" }).waitFor();
  assert.deepEqual(room.complaints, []);
}, { demo: true });

async function talk(page) {
  const row = page.locator("tr", { hasText: "homes without power" }).first();
  await row.getByRole("link", { name: "Talk about these claims" }).click();
  await page.locator(".claims").waitFor();
}

async function openStory(room, page) {
  await page.goto(`${room.origin}/stories`);
  await page.locator(".story-row h3 a").first().click();
  await page.locator(".story-page").waitFor();
}

/** A second reader, in a browser of their own. */
async function invited(room, name) {
  await room.page.goto(`${room.origin}/admin`);
  await room.page.getByRole("button", { name: /invit/i }).click();
  const link = (await room.page.locator("body").innerText()).match(/http\S+\/sign-up\?ticket=\S+/)[0];
  const page = await (await room.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("form .button.main").click();
  await page.getByText("Signed in as").waitFor();
  return page;
}
