// Getting in, staying in, and who else may.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { NAME, PASSWORD, story } from "../support/room.js";

story("a session lasts: other tabs, a restart, an end from elsewhere", async (room) => {
  await room.setUp();
  const { page, context } = room;
  await page.getByRole("button", { name: "Sign out" }).click();
  const waiting = await context.newPage();
  await waiting.goto(`${room.origin}/settings`);
  await waiting.waitForURL(/\/sign-in\?next=/);

  await page.goto(`${room.origin}/sign-in`);
  await page.getByLabel("Name or e-mail").fill(NAME);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await room.signIn();
  await page.getByText("Signed in as").waitFor();
  // The other tab is let in as soon as it is looked at again.
  await waiting.reload();
  await waiting.getByRole("heading", { name: "Settings" }).waitFor();

  await room.stop();
  await room.start();
  await page.goto(`${room.origin}/account`);
  await page.getByRole("heading", { name: "Account", exact: true }).waitFor();

  const elsewhere = await room.newContext();
  const other = await elsewhere.newPage();
  await room.signIn(other);
  await other.getByText("Signed in as").waitFor();
  await page.reload();
  await page.getByRole("button", { name: /^End the session of/ }).click();
  await page.waitForURL(/\/account/);
  assert.equal(await page.getByRole("button", { name: /^End the session of/ }).count(), 0);
  await other.goto(room.origin);
  await other.waitForURL(/\/sign-in/);
  assert.deepEqual(room.complaints, []);
});

story("a second step: codes of an authenticator, and recovery codes", async (room) => {
  await room.setUp();
  const { page } = room;
  await page.goto(`${room.origin}/account`);
  await page.getByRole("button", { name: "Set up an authenticator" }).click();
  const secret = await page.locator("#second .secret").innerText();
  await page.getByLabel("Code").fill(totp(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.locator(".codes li").first().waitFor();
  const codes = await page.locator(".codes li").allInnerTexts();
  assert.ok(codes.length >= 8, `${codes.length} codes`);

  await page.getByRole("button", { name: "Sign out" }).click();
  await room.signIn();
  await page.getByRole("heading", { name: "One more step" }).waitFor();
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Code").fill(codes[0]);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Signed in as").waitFor();

  // Each works once.
  await page.getByRole("button", { name: "Sign out" }).click();
  await room.signIn();
  await page.getByLabel("Code").fill(codes[0]);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").waitFor();
});

story("a passkey signs in without a password", async (room) => {
  await room.setUp();
  const { page, context } = room;
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto(`${room.origin}/account`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: /^Remove .*\d{4}/ }).waitFor();
  // A device makes only one for a reader.
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("alert").filter({ hasText: "has a passkey for you already" }).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto(`${room.origin}/settings`);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
  await page.goto(`${room.origin}/account`);
  await page.getByRole("button", { name: /^Remove .*\d{4}/ }).click();
  await page.getByText("Sign in with your fingerprint").waitFor();
  assert.deepEqual(room.complaints, []);
});

story("an app password is shown once and can be revoked", async (room) => {
  await room.setUp();
  const { page } = room;
  await page.goto(`${room.origin}/account`);
  await page.getByLabel("Which app").fill("Telephone");
  await page.getByRole("button", { name: "New app password" }).click();
  const secret = await page.getByRole("row", { name: "App password" }).locator(".secret").innerText();
  assert.ok(secret.length >= 16, secret);
  await page.goto(`${room.origin}/account`);
  assert.equal(await page.getByText(secret).count(), 0);
  await page.getByRole("button", { name: "Revoke Telephone" }).click();
  await page.waitForURL(/\/account/);
  assert.equal(await page.getByText("Telephone", { exact: true }).count(), 0);
});

story("who lost the password gets back by a link of the operator", async (room) => {
  await room.setUp();
  const { stdout } = await room.command("admin", "reset-link", NAME);
  const link = stdout.match(/http\S+/)[0];
  const context = await room.newContext();
  const page = await context.newPage();
  await page.goto(link.replace(/^https?:\/\/[^/]+/, room.origin));
  await page.getByLabel("password").first().fill("another long password");
  await page.locator("form .button.main").click();
  await page.waitForLoadState();
  await page.goto(`${room.origin}/sign-in`);
  if (await page.getByLabel("Name or e-mail").count()) {
    await page.getByLabel("Name or e-mail").fill(NAME);
    await page.getByLabel("Password").fill("another long password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  await page.getByText("Signed in as").waitFor();
  assert.notEqual("another long password", PASSWORD);
});

/** RFC 6238 with the usual choices: SHA-1, six digits, thirty seconds. */
function totp(secret) {
  const bits = [...secret.replace(/[\s=]/g, "").toUpperCase()]
    .map((character) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(character).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
