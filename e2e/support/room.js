// A room for one test: its own folder or database, its own `dateline serve`, its own browser.

import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { Site } from "./site.js";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const BINARY = process.env.DATELINE_BINARY ?? join(ROOT, "target/debug/dateline");
const CHROMIUM = process.env.DATELINE_CHROMIUM ?? "/usr/bin/chromium";
const POSTGRES = process.env.DATELINE_TEST_POSTGRES;
/** How long anything may take that is waited for. */
const PATIENCE_MS = 15_000;

export const NAME = "mira";
export const PASSWORD = "a long enough password";

/** Tells a story on SQLite and, where there is a server, on PostgreSQL. */
export function story(name, tell, options = {}) {
  test(`${name} (SQLite)`, () => within(null, tell, options));
  if (options.once) return;
  const skip = POSTGRES ? false : "skipped: no PostgreSQL";
  test(`${name} (PostgreSQL)`, { skip }, () => within(POSTGRES, tell, options));
}

async function within(server, tell, { before, ...options }) {
  const room = new Room(server);
  room.options = { ...options, ...(await before?.()) };
  try {
    await room.open(room.options);
    await tell(room);
  } catch (error) {
    await room.picture();
    throw error;
  } finally {
    await room.close();
    await room.options.stripe?.close();
  }
}

export class Room {
  #process;
  #server;
  #database;
  #folder;
  #contexts = [];
  #env = {};

  constructor(server) {
    this.#server = server;
  }

  /** `toml` is added to the configuration, `env` to the server's environment. */
  async open({ demo = false, javaScript = true, toml = "", env = {} } = {}) {
    this.#env = env;
    this.#folder = await mkdtemp(join(tmpdir(), "dateline-e2e-"));
    await writeFile(join(this.#folder, "dateline.toml"), `[room.fetch]\nallow_private = true\n${toml}`);
    if (this.#server) {
      this.#database = `e2e_${randomBytes(8).toString("hex")}`;
      await this.#psql(`CREATE DATABASE ${this.#database}`);
    }
    this.port = await freePort();
    this.site = await Site.open();
    this.link = await this.start(demo);
    this.browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    this.context = await this.newContext({ javaScriptEnabled: javaScript });
    this.page = await this.context.newPage();
  }

  /** A browser of its own: other cookies. */
  async newContext(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    // What a page of ours never may do.
    context.on("weberror", (error) => (this.broken ??= error.error()));
    context.on("console", (message) => {
      if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
    this.#contexts.push(context);
    return context;
  }

  complaints = [];

  get origin() {
    return `http://localhost:${this.port}`;
  }

  /** Starts the server; the address it prints. */
  async start(demo = false) {
    const args = ["serve", "--listen", `127.0.0.1:${this.port}`, "--origin", this.origin];
    if (demo) args.push("--demo");
    const env = { ...process.env, ...this.#env, DATELINE_DATA_DIR: this.#folder, RUST_LOG: "warn" };
    if (this.#database && !demo) env.DATELINE_DATABASE = this.#url(this.#database);
    const child = spawn(BINARY, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    this.log = "";
    child.stderr.on("data", (some) => (this.log += some));
    return new Promise((done, failed) => {
      let said = "";
      child.stdout.on("data", (some) => {
        said += some;
        const address = said.match(/(http:\S+)\s/);
        if (address) done(address[1]);
      });
      child.once("exit", (code) => failed(new Error(`dateline ended with ${code}: ${this.log}`)));
    });
  }

  /** Ends the server: asked politely, or not asked. */
  async stop(signal = "SIGTERM") {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  /** Runs a command of `dateline` on this library. */
  async command(...args) {
    const env = { ...process.env, DATELINE_DATA_DIR: this.#folder };
    if (this.#database) env.DATELINE_DATABASE = this.#url(this.#database);
    return run(BINARY, args, { env });
  }

  /** From the set-up link to the empty shelf. */
  async setUp(page = this.page) {
    await page.goto(this.link);
    await page.getByLabel("Name").fill(NAME);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.locator("form .button.main").click();
    await page.getByText("Signed in as").waitFor();
  }

  async signIn(page = this.page) {
    await page.goto(`${this.origin}/sign-in`);
    await page.getByLabel("Name or e-mail").fill(NAME);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  /** Saves a page of the local server and lands on it. */
  async save(path, page = this.page) {
    await page.goto(`${this.origin}/save`);
    await page.getByLabel("Address of the page").fill(this.site.origin + path);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForURL(/\/read\/\d+/);
    await page.locator("#text p").first().waitFor();
  }

  async picture() {
    const folder = join(ROOT, "target/e2e");
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) {
      const path = join(folder, `failed-${process.pid}-${at}.png`);
      await page.screenshot({ path }).catch(() => {});
      console.error(`${page.url()} is pictured in ${path}`);
    }
    if (this.log) console.error(this.log);
  }

  async close() {
    await this.browser?.close();
    await this.stop("SIGKILL");
    await this.site?.close();
    if (this.#database) await this.#psql(`DROP DATABASE ${this.#database} WITH (FORCE)`);
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  #url(database) {
    return this.#server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
  }

  #psql(sql) {
    return run("psql", [this.#server, "--quiet", "--command", sql]);
  }
}

async function freePort() {
  const { createServer } = await import("node:net");
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Looks at a page again and again until it says what is waited for, as a reader who presses "reload". */
export async function reloadUntil(page, isThere) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isThere())) {
    if (Date.now() > end) throw new Error(`in vain: ${isThere}`);
    await page.goto(page.url());
  }
}
