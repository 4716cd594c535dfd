// Plans: a code from the host, a plan that is bought, and its end, with the stand-in for Stripe.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { reloadUntil, story } from "../support/room.js";
import { KEY, SECRET, Stripe, plansFor } from "../support/stripe.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PICTURES = process.env.DATELINE_PICTURES;

async function setUp() {
  const stripe = await Stripe.open();
  const env = { DATELINE_STRIPE_SECRET_KEY: KEY, DATELINE_STRIPE_WEBHOOK_SECRET: SECRET };
  return { toml: plansFor(stripe), env, stripe };
}

/** Looks at three widths and in both themes for what axe finds; with DATELINE_PICTURES takes a picture of each. */
async function look(page, name, violations) {
  // Through the browser's own door, which our content security policy does not bar.
  await page.evaluate(await readFile(AXE, "utf8"));
  for (const width of [390, 820, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide at ${width}`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, nodes } of found.violations) {
        violations.push(`${name}, ${width}, ${colorScheme}: ${id}: ${nodes[0].html}`);
      }
      if (!PICTURES) continue;
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** Somebody invited, in a browser of their own. */
async function invited(room, name) {
  await room.page.goto(`${room.origin}/admin`);
  await room.page.getByRole("button", { name: "New invitation" }).click();
  const link = await room.page.locator(".secret").innerText();
  const page = await (await room.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill("another long password");
  await page.locator("form .button.main").click();
  await page.getByText("Signed in as").waitFor();
  return page;
}

story("a reader redeems a gift code, buys a plan, and cancels it", async (room) => {
  const { stripe } = room.options;
  const violations = [];
  await room.setUp();
  const host = room.page;
  const jon = await invited(room, "jon");

  // The limit of the plan that everybody has.
  for (const path of ["/storm", "/bakery"]) await room.save(path, jon);
  await jon.goto(`${room.origin}/save`);
  await jon.getByLabel("Address of the page").fill(`${room.site.origin}/news/1`);
  await jon.getByRole("button", { name: "Save", exact: true }).click();
  await jon.getByText("no room for more").waitFor();
  await look(jon, "limit", violations);
  await jon.getByRole("link", { name: "See the plans" }).click();
  await jon.getByRole("heading", { name: "Plans", exact: true }).waitFor();
  await look(jon, "plans", violations);

  // A code from the host.
  await host.goto(`${room.origin}/admin`);
  await host.getByRole("link", { name: "Plans and gift codes" }).click();
  const codes = host.locator("#codes");
  await codes.getByLabel("Plan").selectOption("friend");
  await codes.getByLabel("For readers").fill("1");
  await codes.getByLabel("Words with it").fill("for the harvest");
  await codes.getByRole("button", { name: "New gift code" }).click();
  const code = await host.locator(".secret").innerText();

  await jon.goto(`${room.origin}/account`);
  await jon.getByLabel("Gift code").fill("00000-00000-00000-00000");
  await jon.getByRole("button", { name: "Redeem" }).click();
  await jon.getByText("There is no such code").waitFor();
  await jon.goto(`${room.origin}/account`);
  await jon.getByLabel("Gift code").fill(code.toLowerCase());
  await jon.getByRole("button", { name: "Redeem" }).click();
  await jon.getByText(/^Friend until .*: a gift code \(“for the harvest”\); then Reader\.$/).waitFor();
  await look(jon, "account", violations);
  await room.save("/news/1", jon);
  await host.goto(`${room.origin}/admin/membership`);
  await host.getByText("used up").waitFor();

  // Bought at the stand-in, which is left and come back to.
  await jon.goto(`${room.origin}/plans`);
  await jon.getByRole("button", { name: "Buy Patron for 5 € a month" }).click();
  await jon.getByRole("button", { name: "Pay now" }).click();
  await jon.getByRole("heading", { name: "Thank you" }).waitFor();
  await jon.getByText(/^Patron: paid through Stripe, renewed on /).waitFor();
  await look(jon, "thanks", violations);
  const [subscription] = stripe.subscriptions.keys();

  // Old news, forged news, the same news twice: the plan is what Stripe says now.
  const made = { id: "evt_1", type: "customer.subscription.created", object: { id: subscription, status: "incomplete" } };
  const paid = { id: "evt_2", type: "checkout.session.completed", object: { id: "cs_test_1", subscription } };
  assert.deepEqual(await stripe.tell(room, [paid, made, made, paid]), [200, 200, 200, 200]);
  assert.deepEqual(await stripe.tell(room, [{ ...made, id: "evt_3" }], { secret: "whsec_eve" }), [400]);
  assert.deepEqual(await stripe.tell(room, [{ ...made, id: "evt_4" }], { ageS: 400 }), [400]);
  await jon.goto(`${room.origin}/account`);
  await jon.getByText(/^Patron: paid through Stripe/).waitFor();
  assert.equal(await jon.getByText("paid through Stripe", { exact: true }).count(), 1);
  await jon.goto(`${room.origin}/plans`);
  assert.equal(await jon.getByRole("button", { name: /^Buy/ }).count(), 0, "no second subscription");
  await look(jon, "plans-bought", violations);

  // Cancelled in the portal; the news come while the room is down, and again when it is up.
  await jon.getByRole("button", { name: "Payments and cancelling" }).click();
  await jon.getByRole("button", { name: "Cancel plan" }).click();
  const changed = { id: "evt_5", type: "customer.subscription.updated", object: { id: subscription } };
  await room.stop("SIGKILL");
  await assert.rejects(stripe.tell(room, [changed]));
  await room.start();
  assert.deepEqual(await stripe.tell(room, [changed]), [200]);
  await jon.getByRole("link", { name: "Back to the room" }).click();
  await reloadUntil(jon, () => jon.getByText(/^Patron until .*: paid through Stripe \(“it was cancelled”\); then Friend/).isVisible());

  // It ends, and nobody tells the room: the host has everything looked through.
  Object.assign(stripe.subscriptions.get(subscription), { status: "canceled", ended_at: Math.floor(Date.now() / 1000) - 1 });
  await host.goto(`${room.origin}/admin/membership`);
  await host.getByRole("button", { name: "Look through now" }).click();
  await host.locator("#stripe").getByText("canceled").waitFor();
  await look(host, "host", violations);
  await jon.goto(`${room.origin}/account`);
  await jon.getByText(/^Friend until /).waitFor();
  assert.deepEqual(violations, []);
  assert.deepEqual(stripe.complaints, []);
  assert.deepEqual(room.complaints, []);
}, { before: setUp });
