// The conversation, live: new comments as they come, drafts kept while typing, votes and replies without a new page.
// Everything here works without it.

/** After the last key of a word. */
const PAUSE_MS = 1500;

export function talk() {
  const page = document.querySelector(".talk");
  times(page);
  votes(page);
  replies(page);
  drafts(page.querySelector(".write"));
  keys(page);
  if (page.dataset.live) live(page);
  const refused = page.querySelector("#refused");
  if (refused) page.querySelector("#words").focus();
}

/** Times in the reader's own zone. */
function times(scope) {
  const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  for (const time of scope.querySelectorAll(".when time")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.valueOf())) time.textContent = day.format(at);
  }
}

/** A vote changes its buttons at once and is taken back where the server refuses it. */
function votes(page) {
  page.querySelector("#votes").addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.name !== "vote") return;
    event.preventDefault();
    const body = new URLSearchParams({ vote: button.value });
    const answer = await fetch("/comments/vote", { method: "POST", body, headers: { accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return void (location.href = button.closest(".acts").querySelector("a:last-child").href);
    press(button);
  });
}

function press(button) {
  const wasOn = button.getAttribute("aria-pressed") === "true";
  for (const one of button.closest(".acts").querySelectorAll("button")) {
    const [id] = one.value.split(" ");
    const isUp = one.textContent.startsWith("Recommend");
    const isOn = one === button && !wasOn;
    if (isUp && (one.getAttribute("aria-pressed") === "true") !== isOn) count(one, isOn ? 1 : -1);
    one.setAttribute("aria-pressed", String(isOn));
    one.value = `${id} ${isOn ? "none" : isUp ? "up" : "down"}`;
  }
}

function count(button, change) {
  const old = button.querySelector("b");
  const number = Number(old?.textContent ?? 0) + change;
  old?.remove();
  button.textContent = button.textContent.trim();
  if (number < 1) return;
  const shown = document.createElement("b");
  shown.textContent = String(number);
  button.append(" ", shown);
}

/** The form for an answer opens below the comment; selected words of it are quoted. */
function replies(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-reply]");
    const form = page.querySelector(".write");
    if (!link || !form || form.querySelector("[name=act], [name=quote]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(page, form, link);
  });
}

function open(page, form, link) {
  const comment = link.closest(".comment");
  const quoted = selected(comment);
  let reply = page.querySelector(".write.reply");
  if (reply?.dataset.to !== link.dataset.reply) {
    reply?.remove();
    reply = form.cloneNode(true);
    reply.classList.add("reply");
    reply.removeAttribute("id");
    reply.dataset.to = link.dataset.reply;
    reply.querySelector("#refused")?.remove();
    for (const one of reply.querySelectorAll("[id]")) one.id = `reply-${one.id}`;
    for (const one of reply.querySelectorAll("label[for]")) one.htmlFor = `reply-${one.htmlFor}`;
    reply.querySelector("[name=parent]")?.remove();
    const parent = Object.assign(document.createElement("input"), { type: "hidden", name: "parent", value: link.dataset.reply });
    reply.prepend(parent);
    const label = reply.querySelector("label[for=reply-words]");
    label.firstChild.textContent = `Your answer${link.querySelector(".unseen").textContent} `;
    reply.querySelector("textarea").value = "";
    reply.querySelector("[data-draft]")?.remove();
    comment.append(reply);
    drafts(reply);
  }
  const area = reply.querySelector("textarea");
  if (quoted) area.value += `${quoted.split("\n").map((line) => `> ${line}`).join("\n")}\n\n`;
  area.focus();
}

/** Words of a comment that are selected. */
function selected(comment) {
  const chosen = getSelection();
  const words = comment.querySelector(".words");
  return chosen?.rangeCount && !chosen.isCollapsed && words?.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
}

/** What is typed is kept on the server while it is typed. */
function drafts(form) {
  const area = form?.querySelector("textarea");
  if (!area || form.querySelector("[name=email], [name=act]")) return;
  let timer = 0;
  const keep = () => {
    const parent = form.querySelector("[name=parent]")?.value ?? "";
    const body = new URLSearchParams({ target: form.dataset.target, parent, text: area.value });
    return fetch("/talk/draft", { method: "POST", body, keepalive: true }).catch(() => null);
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

/** New comments take their place as they come; the browser comes back by itself where the line breaks. */
function live(page) {
  const source = new EventSource(page.dataset.live);
  source.addEventListener("comments", (event) => {
    for (const comment of JSON.parse(event.data)) place(page, comment);
  });
  addEventListener("pagehide", () => source.close());
}

function place(page, { id, parent, html }) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".comment");
  if (!fresh) return;
  times(fresh);
  const old = document.getElementById(`c${id}`);
  if (old) {
    const level = old.dataset.level ?? "0";
    if (old.querySelector(".write") || old.closest(".held")) return;
    fresh.classList.replace(`l${fresh.dataset.level}`, `l${level}`);
    fresh.dataset.level = level;
    old.replaceWith(document.adoptNode(fresh));
    return;
  }
  const list = page.querySelector("#comments");
  fresh.classList.add("fresh");
  if (parent) {
    const above = document.getElementById(`c${parent}`);
    if (!above) return;
    const level = Math.min(Number(above.dataset.level) + 1, 7);
    fresh.classList.replace(`l${fresh.dataset.level}`, `l${level}`);
    fresh.dataset.level = String(level);
    let last = above;
    while (last.nextElementSibling && Number(last.nextElementSibling.dataset.level) >= level) last = last.nextElementSibling;
    last.after(document.adoptNode(fresh));
  } else if (page.hasAttribute("data-newest-first")) list.prepend(document.adoptNode(fresh));
  else list.append(document.adoptNode(fresh));
  say(page, fresh);
}

function say(page, comment) {
  const name = comment.querySelector("h3")?.textContent.trim() ?? "";
  page.querySelector("[data-said]").textContent = `New comment by ${name}`;
  const count = page.querySelector("[data-count]");
  const number = Number(count.textContent.replace(/\D/g, "")) + 1;
  count.textContent = number === 1 ? "1 comment" : `${number} comments`;
}

/** j and k from one comment to the next, r answers. */
function keys(page) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("textarea, input, select")) return;
    const all = [...page.querySelectorAll("#comments .comment")];
    const at = all.findIndex((one) => one.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = all[event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0)];
      next?.querySelector("a")?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "r" && at >= 0) {
      all[at].querySelector("a[data-reply]")?.click();
      event.preventDefault();
    }
  });
}

/** The moderators' queue by keys: those of lists, and r and w for the one that is chosen. */
export function queue() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("textarea, input, select")) return;
    const item = document.querySelector(".waiting.at");
    const button = item?.querySelector(`[data-do="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    const reason = item.querySelector("[name=reason]");
    if (reason.value.trim()) button.click();
    else reason.focus();
  });
}
