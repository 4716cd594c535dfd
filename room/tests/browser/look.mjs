// Pictures of every page of the gallery, or, with --axe, what axe-core finds on them.
// Names of pages may follow: node look.mjs read unread

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { examples, launch, root } from "./browser.mjs";

const WIDTHS = { 390: 844, 820: 1180, 1440: 900 };
const TYPES = { html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png" };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

const isAxe = process.argv.includes("--axe");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const folder = path.join(root, "target/gallery");
execFileSync(path.join(examples, "gallery"), [folder]);
const pages = fs.readdirSync(folder).filter((name) => name.endsWith(".html") && name !== "index.html")
  .map((name) => name.slice(0, -5)).filter((name) => !wanted.length || wanted.includes(name));

const server = http.createServer(serve).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await launch();
let findings = 0;
for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of Object.entries(WIDTHS)) {
    const viewport = { width: Number(width), height };
    const context = await browser.newContext({ viewport, colorScheme, bypassCSP: isAxe, serviceWorkers: "block" });
    const page = await context.newPage();
    for (const name of pages) {
      await page.goto(`${base}/${name}.html`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found(`${name} ${width}: ${over} px too wide`);
      if (isAxe) await check(page, `${name} ${width} ${colorScheme}`);
      else await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await context.close();
  }
}
await browser.close();
server.close();
process.exitCode = findings ? 1 : 0;

function found(words) {
  findings += 1;
  console.log(words);
}

async function check(page, where) {
  await page.addScriptTag({ path: new URL("node_modules/axe-core/axe.min.js", import.meta.url).pathname });
  const { violations } = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
  for (const { id, nodes } of violations) found(`${where}: ${id}: ${nodes[0].html.slice(0, 120)}`);
}

/** Files of the gallery under a policy like the room's; pictures are drawn. */
function serve(request, response) {
  const { pathname } = new URL(request.url, "http://gallery");
  const file = path.join(folder, path.normalize(pathname));
  const isPicture = pathname.startsWith("/pictures/");
  if (!isPicture && !fs.existsSync(file)) return response.writeHead(404).end();
  const kind = isPicture ? "svg" : path.extname(file).slice(1);
  response.writeHead(200, { "content-type": TYPES[kind] ?? "text/plain", "content-security-policy": POLICY });
  response.end(isPicture ? picture(Number(pathname.match(/\d+/)?.[0] ?? 0)) : fs.readFileSync(file));
}

function picture(number) {
  const hue = 205 + number * 110;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400">
<path fill="hsl(${hue} 22% 78%)" d="M0 0h600v400H0z"/><path fill="hsl(${hue} 26% 52%)" d="M0 240h600v160H0z"/>
<path fill="hsl(${hue} 30% 28%)" d="M150 235h280l-34 44H186z"/><path fill="hsl(${hue} 12% 92%)" d="M220 190h130v45H220z"/></svg>`;
}
