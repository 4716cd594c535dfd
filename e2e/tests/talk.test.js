// Two readers in two browsers: they converse live on a passage, follow each other, get their notices; one of them is
// moderated and sees why. Then what must never run, posted and shown.

import assert from "node:assert/strict";
import { PASSWORD, story } from "../support/room.js";
import { select } from "../support/select.js";
import { QUOTE, STORM } from "../support/site.js";
import { CORPUS } from "../support/hostile.js";

const FIRST = "Oak rots too, only more slowly. Who pays in *thirty* years?";
const ANSWER = "The same who paid in 1894: all of us, @mira.";

story("two readers converse live on a passage, and one is moderated", async (room) => {
  const { page } = room;
  await room.setUp();
  await room.save("/storm");
  const jon = await invited(room, "jon");

  // From selected words to the first comment about them.
  await select(page, QUOTE);
  const toolbar = page.getByRole("toolbar", { name: "Mark the selection" });
  await toolbar.getByRole("button", { name: "Discuss" }).click();
  await page.locator("blockquote.passage").getByText("build it of oak").waitFor();
  await page.getByLabel("Your comment").fill(FIRST);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.locator("#comments .words em").getByText("thirty").waitFor();
  const thread = new URL(page.url()).pathname;

  // The other finds it, and answers below it; the first sees that without doing anything.
  await jon.goto(`${room.origin}/talk`);
  await jon.getByRole("link", { name: STORM }).first().click();
  await jon.locator("#comments").getByText("Oak rots too").waitFor();
  await jon.getByRole("link", { name: /^Reply/ }).click();
  await jon.getByLabel(/^Your answer/).fill(ANSWER);
  await jon.locator(".write.reply").getByRole("button", { name: "Post" }).click();
  await page.locator("#comments .comment.l1").getByText("The same who paid").waitFor();
  assert.equal(await page.locator("[data-count]").innerText(), "2 comments");

  // And the other way, with the line broken in between.
  await jon.goto(room.origin + thread);
  await jon.locator("#comments .comment.l1").waitFor();
  await room.stop("SIGKILL");
  await room.start();
  await page.goto(room.origin + thread);
  await page.getByLabel("Your comment").fill("And for the quay as well.");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await jon.locator("#comments").getByText("And for the quay").waitFor();

  await follows(room, page, jon);
  await moderated(room, page, jon, thread);
  assert.deepEqual(room.complaints, []);
});

/** A second reader, in a browser of their own. */
async function invited(room, name) {
  await room.page.goto(`${room.origin}/admin`);
  await room.page.getByRole("button", { name: /invit/i }).click();
  const link = (await room.page.locator("body").innerText()).match(/http\S+\/sign-up\?ticket=\S+/)[0];
  await room.page.goBack();
  const context = await room.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("form .button.main").click();
  await page.getByText("Signed in as").waitFor();
  await room.page.goto(`${room.origin}/all`);
  await room.page.getByRole("link", { name: STORM, exact: true }).first().click();
  await room.page.locator("#text p").first().waitFor();
  return page;
}

async function follows(room, page, jon) {
  for (const [one, other] of [[page, "jon"], [jon, "mira"]]) {
    await one.goto(`${room.origin}/@${other}`);
    await one.getByRole("button", { name: "Follow", exact: true }).click();
    await one.getByRole("button", { name: "No longer follow" }).waitFor();
  }
  await page.goto(`${room.origin}/notices`);
  await page.getByText("jon answered you").first().waitFor();
  await page.getByText("jon follows you").waitFor();
  await page.getByRole("button", { name: "All seen" }).click();
  await page.waitForURL(/\/notices$/);
  assert.equal(await page.getByText("new", { exact: true }).count(), 0);
  // What the followed one says next comes to the follower.
  await page.goto(`${room.origin}/talk`);
  await page.getByRole("link", { name: STORM }).first().click();
  await page.getByLabel("Your comment").fill("One thing more.");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.locator("#comments").getByText("One thing more.").waitFor();
  await jon.goto(`${room.origin}/notices`);
  const end = Date.now() + 10_000;
  while (!(await jon.getByText("mira, whom you follow, spoke").count()) && Date.now() < end) await jon.reload();
  await jon.getByText("One thing more.").waitFor();
}

async function moderated(room, page, jon, thread) {
  await jon.goto(room.origin + thread);
  await jon.getByLabel("Your comment").fill("You are a fool.");
  await jon.getByRole("button", { name: "Post", exact: true }).click();
  const fool = jon.locator("#comments .comment").filter({ hasText: "You are a fool." });
  await fool.waitFor();
  await page.goto(room.origin + thread);
  await page.locator("#comments .comment").filter({ hasText: "You are a fool." }).getByRole("link", { name: /^More/ }).click();
  await page.getByText("Report it to the moderators").click();
  await page.getByRole("button", { name: "Report" }).click();
  await page.getByText("A moderator will look at it").waitFor();
  // The queue, by keys alone.
  await page.goto(`${room.origin}/moderation`, { waitUntil: "networkidle" });
  await page.keyboard.press("j");
  await page.keyboard.press("r");
  await page.keyboard.type("It insults another reader.");
  await page.locator(".waiting").getByRole("button", { name: "Remove" }).click();
  await page.getByText("Nothing waits").waitFor();
  // Who wrote it sees it go, and why.
  await jon.locator("#comments").getByText("Removed by a moderator: It insults another reader.").waitFor();
  await jon.goto(`${room.origin}/notices`);
  await jon.getByText("A moderator has removed your comment: It insults another reader.").waitFor();
  await jon.goto(`${room.origin}/moderation/log`);
  await jon.getByText("It insults another reader.").waitFor();
  // A rule that refuses says why, and what was typed is still there.
  await jon.goto(room.origin + thread);
  await jon.getByLabel("Your comment").fill("One thing I said.");
  await jon.getByRole("button", { name: "Post", exact: true }).click();
  await jon.locator("#comments").getByText("One thing I said.").waitFor();
  await jon.getByLabel("Your comment").fill("One thing I said!");
  await jon.getByRole("button", { name: "Post", exact: true }).click();
  await jon.getByText("You have said exactly this").waitFor();
  assert.equal(await jon.getByLabel("Your comment").inputValue(), "One thing I said!");
}

story("the conversation is complete without scripts", async (room) => {
  const { page } = room;
  await room.setUp();
  await room.save("/storm");
  await page.getByRole("link", { name: "Begin a conversation" }).first().click();
  await page.getByLabel("Your comment").fill(FIRST);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.locator("#comments em").waitFor();
  await page.getByRole("link", { name: /^Change/ }).click();
  await page.getByRole("link", { name: "Change it" }).click();
  await page.getByLabel("Change your comment").fill("Changed.");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.locator("#comments").getByText("Changed.").waitFor();
  await page.getByRole("link", { name: "changed" }).click();
  await page.getByText("Oak rots too").waitFor();
  await page.getByLabel(/^Your answer/).fill("An answer to myself.");
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.locator(".comment.l1").getByText("An answer to myself.").waitFor();
  await page.getByRole("button", { name: "Delete it" }).click();
  await page.getByText("Deleted by its author.").waitFor();
}, { javaScript: false });

story("nothing of what is posted runs", async (room) => {
  const { page } = room;
  await room.setUp();
  await room.save("/storm");
  await page.evaluate(() => (window.name = "clean"));
  const start = await page.getByRole("link", { name: "Begin a conversation" }).first().getAttribute("href");
  const post = (path, text) => page.evaluate(async ([path, text]) => {
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams({ text }) });
    return { status: answer.status, url: answer.url };
  }, [path, text]);
  await setRules(room);
  let thread = null;
  const dialogs = [];
  page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  for (const text of CORPUS) {
    const answer = await post(thread ?? start, text);
    assert.equal(answer.status, 200, text);
    thread ??= new URL(answer.url).pathname;
  }
  const leading = new RegExp(`^(${room.origin}/(@|talk/)|#|\\?|/(@|talk/)|https?://)`);
  for (const path of [thread, `${thread}?sort=oldest`, "/talk", "/@mira", "/moderation"]) {
    await page.goto(room.origin + path);
    for (const element of await page.locator("#comments *, .words *").all()) {
      if (Math.random() < 0.2) await element.hover({ timeout: 300, force: true }).catch(() => {});
    }
    const found = await page.evaluate(() => {
      const inside = [...document.querySelectorAll(".words *")];
      return {
        tags: [...new Set(inside.map((one) => one.localName))],
        handlers: inside.flatMap((one) => one.getAttributeNames().filter((name) => /^on|style|srcdoc|src$/.test(name))),
        links: inside.filter((one) => one.href).map((one) => one.getAttribute("href")),
        ran: window.ran ?? null,
        name: window.name,
      };
    });
    assert.deepEqual(found.handlers, [], path);
    assert.equal(found.ran, null, path);
    assert.equal(found.name, "clean");
    const allowed = ["a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"];
    assert.deepEqual(found.tags.filter((tag) => !allowed.includes(tag)), [], path);
    for (const link of found.links) assert.match(link, leading, path);
  }
  assert.deepEqual(dialogs, []);
  assert.deepEqual(room.complaints, []);
  assert.equal(room.broken, undefined);
}, { once: true });

/** As many comments as the corpus has, one after the other. */
async function setRules(room) {
  await room.page.goto(`${room.origin}/moderation/rules`);
  await room.page.getByLabel("Comments in ten minutes").fill("1000");
  await room.page.getByLabel("Links before it is held").fill("100");
  await room.page.getByRole("button", { name: "Keep" }).click();
  await room.page.waitForURL(/rules$/);
}
