// Does what a reader does, in a real browser over the demo.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { examples, launch } from "./browser.mjs";

const base = "http://127.0.0.1:8932";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "room-"));
const demo = spawn(path.join(examples, "demo"), [path.join(folder, "room.sqlite"), "40"]);
await new Promise((resolve, reject) => {
  demo.stdout.once("data", resolve);
  demo.once("exit", () => reject(new Error("the demo did not start")));
});
const browser = await launch();
let failures = 0;
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([{ name: "dateline", value: "demo", url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => check(`no error in a script: ${error.message}`, false));
  page.on("request", (request) => request.url().startsWith(base) || check(`asked for ${request.url()}`, false));
  await list(page);
  await search(page);
  await record(page);
  await marks(page);
  await look(page);
  await place(page);
  await offline(page, context);
} finally {
  await browser.close();
  demo.kill();
  fs.rmSync(folder, { recursive: true });
}
process.exitCode = failures ? 1 : 0;

function check(what, isSo) {
  console.log(isSo ? "ok  " : "FAIL", what);
  if (!isSo) failures += 1;
}

/** Waits until `condition` holds in the page. */
async function becomes(page, what, condition, argument) {
  const isSo = await page.waitForFunction(condition, argument, { timeout: 10_000 }).then(() => true, () => false);
  check(what, isSo);
}

async function list(page) {
  await page.goto(`${base}/`);
  await page.waitForFunction(() => document.querySelector("script[type=module]"));
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await becomes(page, "j goes down the list", () => document.querySelectorAll(".item")[1].matches(".at"));
  await page.keyboard.press("f");
  await becomes(page, "f makes a favourite", () => document.querySelector(".item.at [data-act='favourite'].on"));
  await page.keyboard.press("a");
  await becomes(page, "a archives", () => document.querySelector(".item.at.read"));
  await page.keyboard.press("a");
  await becomes(page, "a again takes it back", () => document.querySelector(".item.at:not(.read)"));
  await page.keyboard.press("?");
  await becomes(page, "? shows the keys", () => document.querySelector("dialog[open] kbd"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("x");
  await becomes(page, "x selects", () => document.querySelector(".item.at .pick input:checked"));
}

async function search(page) {
  await page.keyboard.press("/");
  await becomes(page, "/ goes to the search", () => document.activeElement.id === "find");
  await page.keyboard.type("crack engineers");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search/);
  check("hits are shown in context", (await page.locator(".hit mark").count()) > 2);
}

async function record(page) {
  await page.goto(`${base}/`);
  await page.locator(".item h3 a").first().click();
  await page.waitForSelector("#text");
  await page.waitForLoadState("networkidle");
  check("quotes are off", (await page.locator(".at-record:visible").count()) === 0);
  await page.keyboard.press("q");
  check("q shows quotes", (await page.locator(".at-record.of-quote:visible").count()) > 0);
  await page.locator(".speaker li a").first().click();
  check("the panel leads to the words", new URL(page.url()).hash.startsWith("#q"));
  await page.locator(".at-record.of-quote:visible").first().click();
  check("the words lead to the panel", new URL(page.url()).hash.startsWith("#rq"));
}

/** Selects from a place in one paragraph to a place in another. */
function select(page, from, to) {
  return page.evaluate(([[fromPart, fromAt], [toPart, toAt]]) => {
    const words = (part) => document.createTreeWalker(document.querySelectorAll("#text p")[part], 4).nextNode();
    const range = document.createRange();
    range.setStart(words(fromPart), fromAt);
    range.setEnd(words(toPart), toAt);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, [from, to]);
}

async function marks(page) {
  await select(page, [0, 4], [0, 18]);
  await page.waitForSelector(".marker:not([hidden])");
  await page.locator(".marker .blue").click();
  await page.waitForSelector("mark.m.blue");
  check("a selection is marked", (await page.locator("mark.m.blue").first().textContent()) === "only car ferry");
  await select(page, [2, 3], [3, 9]);
  await page.waitForSelector(".marker:not([hidden])");
  await page.locator(".marker .red").click();
  await page.waitForSelector("mark.m.red");
  check("over the end of a paragraph too", (await page.locator("mark.m.red").count()) >= 2);
  await select(page, [5, 0], [5, 9]);
  await page.waitForSelector(".marker:not([hidden])");
  await page.locator(".marker .with-note").click();
  await page.fill("#mark-note", "A note");
  await page.locator("[data-mark-form] button").click();
  await page.waitForSelector(".mark-card .note");
  check("a mark has its note", (await page.locator(".mark-card .note").textContent()) === "A note");
}

async function look(page) {
  await page.keyboard.press("t");
  const kept = page.waitForResponse((response) => response.url().endsWith("/settings/reading"));
  await page.locator("label:has(input[value='sepia']):visible").first().click();
  check("a theme shows at once", (await page.getAttribute("html", "data-theme")) === "sepia");
  await kept;
  await page.reload();
  check("and is kept", (await page.getAttribute("html", "data-theme")) === "sepia");
}

async function place(page) {
  await page.waitForLoadState("networkidle");
  const id = await page.getAttribute(".reader", "data-shelf");
  const kept = page.waitForResponse((response) => response.url().endsWith("/progress"));
  await page.goto(`${base}/read/${id}`);
  await page.evaluate(() => scrollTo({ top: 900, behavior: "instant" }));
  await kept;
  await page.goto(`${base}/`);
  check("the place shows in the list", (await page.locator(`.item[data-id="${id}"] progress`).count()) === 1);
  await page.goto(`${base}/read/${id}`);
  await becomes(page, "reading goes on there", () => scrollY > 300);
}

async function offline(page, context) {
  const id = await page.getAttribute(".reader", "data-shelf");
  await page.goto(`${base}/`);
  await becomes(page, "the top of the shelf is kept", async () => {
    const cache = await caches.open("pages-1");
    return (await cache.keys()).length >= 8;
  });
  await context.setOffline(true);
  await page.goto(`${base}/read/${id}`).catch(() => {});
  check("an article is read without a net", (await page.locator("#text").count()) === 1);
  await page.goto(`${base}/`).catch(() => {});
  check("and so is the list", (await page.locator(".item").count()) > 0);
  await context.setOffline(false);
}
