// One storm in twelve pages: reprints, a changed page, rival counts, and one that only looks alike.

import assert from "node:assert/strict";
import { story } from "../support/room.js";

const STORM = "Harden in the dark, and nobody knows how much of it";
const COUNTS = "Three counts of one dark valley";

async function select(page, titles) {
  await page.getByText("Select", { exact: true }).click();
  for (const title of titles) await page.getByLabel(`Select: ${title}`, { exact: true }).first().check();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("heading", { name: "Compare", exact: true }).waitFor();
}

story("two articles are set side by side", async (room) => {
  const { page } = room;
  await page.goto(room.link);
  await page.goto(`${room.origin}/all`);
  await select(page, [STORM, COUNTS]);
  const row = page.locator("tr", { hasText: "homes without power" }).first();
  assert.match(await row.innerText(), /differ/);
  assert.match(await row.innerText(), /14,500/);
  assert.match(await row.innerText(), /16,400/);
  // A figure leads to its words in the article.
  await row.getByRole("link", { name: "19,000 homes" }).first().click();
  await page.locator("#text").waitFor();
  const words = page.locator(new URL(page.url()).hash);
  assert.match(await words.innerText(), /19,000 homes/);
}, { demo: true });

story("a changed page says what changed", async (room) => {
  const { page } = room;
  await page.goto(room.link);
  await page.goto(`${room.origin}/all`);
  await page.getByRole("link", { name: "changed", exact: true }).first().click();
  const section = page.locator("section", { hasText: "From version 1 to version 2" });
  assert.match(await section.innerText(), /at least 12,000 homes\s*→\s*(became\s+)?at least 14,500 homes/);
  assert.match(await section.innerText(), /two substations/);
}, { demo: true });

story("a watch was answered, a source and a measure have their pages", async (room) => {
  const { page } = room;
  await page.goto(room.link);
  await page.goto(`${room.origin}/watches`);
  await page.getByRole("link", { name: "Homes in the dark" }).click();
  assert.match(await page.locator("main").innerText(), /14,500 homes/);
  await page.goto(`${room.origin}/all`);
  await page.getByRole("link", { name: STORM, exact: true }).first().click();
  await page.locator("#record").getByRole("link", { name: "Petra Lind" }).first().click();
  assert.match(await page.locator("main").innerText(), /We count meters/);
  await page.goto(`${room.origin}/measure?of=homes+without+power`);
  await page.getByRole("img", { name: /homes without power over time/ }).waitFor();
}, { demo: true });
