// Pictures of every page of the demo: three widths, two themes. With --keep only those of the README.

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Room } from "./support/room.js";
import { everyPage } from "./support/tour.js";

const TARGET = process.env.DATELINE_TARGET ?? resolve(import.meta.dirname, "../target");
const FOLDER = join(TARGET, "screenshots");
const PICTURES = resolve(import.meta.dirname, "../docs/pictures");
const WIDTHS = [390, 820, 1440];
const SCHEMES = ["light", "dark"];
/** Name, page, width, height, theme. */
const KEPT = [
  ["list", "list", 1280, 860, "light"],
  ["reader", "reader-record", 1280, 860, "light"],
  ["phone", "reader", 390, 780, "dark"],
];

const room = new Room(null);
try {
  await room.open({ demo: true });
  await room.page.goto(room.link);
  await mkdir(FOLDER, { recursive: true });
  const pages = everyPage(room);
  await (process.argv.includes("--keep") ? keep(pages) : all(pages));
} finally {
  await room.close();
}

async function all(pages) {
  for (const width of WIDTHS) {
    await room.page.setViewportSize({ width, height: width === 390 ? 844 : 1000 });
    for (const { name, open } of pages) {
      await open(room.page);
      for (const scheme of SCHEMES) {
        await room.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await room.page.screenshot({ path: join(FOLDER, `${name}-${width}-${scheme}.png`), fullPage: true });
      }
    }
  }
  console.log(`${pages.length * WIDTHS.length * SCHEMES.length} pictures are in ${FOLDER}`);
}

async function keep(pages) {
  await mkdir(PICTURES, { recursive: true });
  for (const [name, of, width, height, scheme] of KEPT) {
    await room.page.setViewportSize({ width, height });
    await room.page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await pages.find((page) => page.name === of).open(room.page);
    await room.page.evaluate(() => scrollTo(0, 0));
    // A third of what a PNG takes; Playwright itself writes none.
    const devtools = await room.context.newCDPSession(room.page);
    const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 82 });
    await writeFile(join(PICTURES, `${name}.webp`), Buffer.from(data, "base64"));
  }
  console.log(`${KEPT.length} pictures are in ${PICTURES}`);
}
