// A stand-in for Stripe: the five calls in their documented shapes, a page to pay at, a portal to cancel in, and news
// that are signed and handed to the room as awkwardly as Stripe may: late, twice, in the wrong order.

import { createHmac } from "node:crypto";
import { createServer } from "node:http";

export const KEY = "sk_test_of_the_story";
export const SECRET = "whsec_of_the_story";
const MONTH_S = 30 * 86_400;

export class Stripe {
  sessions = new Map();
  subscriptions = new Map();
  /** What went wrong: a story ends with none. */
  complaints = [];
  #answered = new Map();
  #count = 0;

  static async open() {
    const stripe = new Stripe();
    stripe.server = createServer((request, response) => {
      stripe.answer(request, response).catch((error) => {
        stripe.complaints.push(String(error));
        response.writeHead(500).end();
      });
    });
    await new Promise((done) => stripe.server.listen(0, "127.0.0.1", done));
    stripe.origin = `http://127.0.0.1:${stripe.server.address().port}`;
    return stripe;
  }

  async answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.origin);
    const form = new URLSearchParams(await text(request));
    if (pathname.startsWith("/pay/")) return this.pay(pathname.slice(5), request, response);
    if (pathname.startsWith("/portal/")) return this.portal(pathname.slice(8), request, searchParams, response);
    if (request.headers.authorization !== `Bearer ${KEY}` || !request.headers["stripe-version"]) {
      return json(response, 401, { error: { type: "invalid_request_error" } });
    }
    const key = request.headers["idempotency-key"];
    if (request.method === "POST" && !key) this.complaints.push(`${pathname} without a key`);
    const known = key && this.#answered.get(key);
    const answer = known ?? this.call(request.method, pathname, form, searchParams);
    if (key) this.#answered.set(key, answer);
    return answer ? json(response, 200, answer) : json(response, 404, { error: { code: "resource_missing" } });
  }

  call(method, path, form, query) {
    const [, , what, id] = path.split("/");
    if (path === "/v1/checkout/sessions") return this.begin(form);
    if (path === "/v1/billing_portal/sessions") {
      const back = encodeURIComponent(form.get("return_url"));
      return { object: "billing_portal.session", url: `${this.origin}/portal/${form.get("customer")}?back=${back}` };
    }
    if (path.startsWith("/v1/checkout/sessions/")) return this.sessions.get(path.split("/").pop());
    if (what === "subscriptions" && id) return this.subscriptions.get(id);
    if (what === "subscriptions") {
      const all = [...this.subscriptions.values()].filter((one) => one.id > (query.get("starting_after") ?? ""));
      return { object: "list", data: all, has_more: false };
    }
    this.complaints.push(`${method} ${path}`);
    return undefined;
  }

  begin(form) {
    const id = `cs_test_${(this.#count += 1)}`;
    const session = {
      id, object: "checkout.session", mode: form.get("mode"), status: "open", livemode: false, subscription: null,
      client_reference_id: form.get("client_reference_id"), url: `${this.origin}/pay/${id}`, form,
    };
    this.sessions.set(id, session);
    return session;
  }

  /** The page with the card, and what its button does. */
  pay(id, request, response) {
    const session = this.sessions.get(id);
    if (request.method === "GET") {
      return html(response, `<h1>Pay</h1><form method="post"><button>Pay now</button></form>`);
    }
    const { form } = session;
    const metadata = {};
    for (const [name, value] of form) {
      const key = name.match(/^subscription_data\[metadata\]\[(\w+)\]$/)?.[1];
      if (key) metadata[key] = value;
    }
    const start = Math.floor(Date.now() / 1000);
    const subscription = {
      id: `sub_${(this.#count += 1)}`, object: "subscription", status: "active", livemode: false,
      customer: form.get("customer") ?? `cus_${this.#count}`, start_date: start, cancel_at_period_end: false,
      cancel_at: null, canceled_at: null, ended_at: null, metadata,
      items: { data: [{ price: { id: form.get("line_items[0][price]") },
        current_period_start: start, current_period_end: start + MONTH_S }] },
    };
    this.subscriptions.set(subscription.id, subscription);
    Object.assign(session, { status: "complete", subscription: subscription.id });
    const back = form.get("success_url").replace("{CHECKOUT_SESSION_ID}", id);
    response.writeHead(303, { location: back }).end();
  }

  portal(customer, request, query, response) {
    const mine = [...this.subscriptions.values()].find((one) => one.customer === customer);
    if (request.method === "POST") mine.cancel_at_period_end = true;
    const done = mine.cancel_at_period_end ? "<p>It ends with the month.</p>" : "<form method='post'><button>Cancel plan</button></form>";
    html(response, `<h1>Portal</h1>${done}<a href="${query.get("back")}">Back to the room</a>`);
  }

  /** Hands news of a subscription to the room; gives the status of each answer. */
  async tell(room, events, { secret = SECRET, ageS = 0 } = {}) {
    const statuses = [];
    for (const { id, type, object } of events) {
      const body = JSON.stringify({ id, object: "event", type, livemode: false, data: { object } });
      const at = Math.floor(Date.now() / 1000) - ageS;
      const v1 = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
      const headers = { "content-type": "application/json", "stripe-signature": `t=${at},v1=${v1}` };
      const answer = await fetch(`${room.origin}/stripe/webhook`, { method: "POST", headers, body });
      statuses.push(answer.status);
    }
    return statuses;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

/** What the room is configured with: the first plan is everybody's. */
export function plansFor(stripe) {
  return `
[room.membership.stripe]
api = "${stripe.origin}"

[[room.membership.plans]]
slug = "reader"
name = "Reader"
summary = "For everybody who reads here."
rights = ["save", "feeds", "comment"]
saved_articles = 2
feeds = 5

[[room.membership.plans]]
slug = "friend"
name = "Friend"
summary = "More room, given by the host."
rights = ["save", "feeds", "mark", "comment", "follow"]
saved_articles = 500

[[room.membership.plans]]
slug = "patron"
name = "Patron"
summary = "Keeps the room going, and has all of it."
trial_days = 14
prices = [{ id = "price_month", words = "5 € a month" }, { id = "price_year", words = "50 € a year" }]
`;
}

async function text(request) {
  let all = "";
  for await (const some of request) all += some;
  return all;
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function html(response, body) {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<!doctype html><title>Pay</title>${body}`);
}
