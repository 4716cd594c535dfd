// What holds on every page: nothing hostile runs, nothing bars anybody, paper and no net are thought of.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { story } from "../support/room.js";
import { pageOf } from "../support/site.js";
import { everyPage } from "../support/tour.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const HOSTILE = resolve(process.env.DATELINE_GOLD ?? resolve(import.meta.dirname, "../../../shared/data"), "hostile/generate.py");

story("axe finds nothing on any page in either theme", async (room) => {
  const { page } = room;
  await page.goto(room.link);
  const found = [];
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const { name, open } of everyPage(room)) {
      await open(page);
      // Through the browser's own door, which our content security policy does not bar.
      await page.evaluate(await readFile(AXE, "utf8"));
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, nodes } of violations) {
        found.push(`${name}, ${scheme}: ${id}: ${nodes.map((node) => node.target).slice(0, 3).join(" ")}`);
      }
    }
  }
  assert.deepEqual(found, []);
}, { demo: true, once: true });

story("nothing hostile runs", async (room) => {
  await room.setUp();
  const { page, context } = room;
  const ran = [];
  for (const name of ["__xss", "alert", "prompt", "confirm"]) {
    await context.exposeFunction(name, () => ran.push(name));
  }
  page.on("dialog", (dialog) => (ran.push(dialog.message()), dialog.dismiss()));
  const outside = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(room.origin) && !/^(data|blob|chrome)/.test(request.url())) outside.push(request.url());
  });
  const pages = await hostilePages();
  for (const [at, source] of pages.entries()) {
    await page.goto(`${room.origin}/save`);
    await page.getByLabel("Where it was").fill(`https://hostile.example/${at}`);
    await page.getByLabel("The file").setInputFiles({ name: "page.html", mimeType: "text/html", buffer: Buffer.from(source) });
    await page.getByRole("button", { name: "Save the page" }).click();
    await page.waitForURL(/\/read\/\d+/);
    await page.locator("#text").waitFor();
    // As a reader might: over everything, and a click on every link that does not leave.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("#text *")) {
        for (const kind of ["mouseover", "focus", "error", "load", "toggle"]) one.dispatchEvent(new Event(kind));
        if (one.matches("a[href^='#'], a[href^='javascript']")) one.click();
      }
    });
  }
  await page.goto(`${room.origin}/all`);
  await page.locator(".item").first().waitFor();
  assert.deepEqual(ran, []);
  assert.deepEqual(outside, []);
}, { once: true });

/** Vectors of the data set, forty to a page, if it is here; and always some of our own. */
async function hostilePages() {
  const own = [
    "<img src=x onerror=__xss()>", "<svg onload=__xss()></svg>", "<a href='javascript:__xss()'>click</a>",
    "<details open ontoggle=__xss()>more</details>", "<iframe srcdoc='<script>parent.__xss()</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=__xss()>", "<script>__xss()</script>",
    "<form action=javascript:__xss()><button>press</button></form>",
  ];
  const text = (payloads) => pageOf("A page with a sting in it", payloads.map((payload, at) =>
    `Paragraph ${at} says that the ferry runs every 20 minutes in the morning and every hour at noon. ${payload}`));
  if (!existsSync(HOSTILE)) {
    console.log("skipped: no data (hostile vectors)");
    return [text(own)];
  }
  const folder = await mkdtemp(join(tmpdir(), "dateline-hostile-"));
  await promisify(execFile)("python3", [HOSTILE, "--out", folder, "--scale", "small", "--only", "xss"]);
  const lines = (await readFile(join(folder, "xss/vectors.jsonl"), "utf8")).trim().split("\n");
  await rm(folder, { recursive: true });
  const payloads = lines.map((line) => JSON.parse(line).payload);
  const pages = [text(own)];
  for (let at = 0; at < payloads.length; at += 40) pages.push(text(payloads.slice(at, at + 40)));
  return pages;
}

story("what is on the shelf can be read without a net", async (room) => {
  await room.setUp();
  await room.save("/storm");
  const { page, context } = room;
  await page.goto(room.origin);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload();
  const path = await page.locator(".item h3 a").first().getAttribute("href");
  await page.evaluate(async (wanted) => {
    while (!(await caches.match(wanted, { ignoreSearch: true }))) await new Promise(requestAnimationFrame);
  }, path);
  await room.stop();
  await context.setOffline(true);
  await page.locator(".item h3 a").first().click();
  await page.locator("#text").getByText("broke in two").waitFor();
  await page.goto(`${room.origin}/marks`);
  await page.getByRole("heading", { name: "You are offline" }).waitFor();
}, { once: true });

story("on paper there is the article and nothing else", async (room) => {
  await room.setUp();
  await room.save("/storm");
  const { page } = room;
  await page.emulateMedia({ media: "print" });
  for (const gone of [".bar", ".foot", ".marker", ".ends"]) {
    assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  }
  assert.equal(await page.locator("#text p").first().isVisible(), true);
  const paper = await page.pdf();
  assert.equal(paper.subarray(0, 5).toString(), "%PDF-");
}, { once: true });
