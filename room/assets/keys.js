// Keys. Single letters, and "g" with a second one; never while somebody is typing.

const GO = { u: "/", a: "/archive", f: "/favourites", m: "/marks", t: "/tags", y: "/stories", s: "/feeds", l: "/all" };

let isGoing = false;

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return close();
    if (isTyping(event.target)) return;
    if (isGoing && GO[event.key]) location.href = GO[event.key];
    else if (press(event.key)) event.preventDefault();
    isGoing = event.key === "g" && !isGoing;
  });
}

function isTyping(target) {
  return target.closest?.("textarea, select, dialog, [contenteditable]") ||
    (target.matches?.("input") && !["checkbox", "radio"].includes(target.type));
}

function close() {
  for (const open of document.querySelectorAll("details[name='pop'][open]")) open.open = false;
  document.activeElement?.matches("input, textarea") && document.activeElement.blur();
}

/** Does what a key is for; true if it is for something here. */
function press(key) {
  if (key === "?") return help(), true;
  if (document.querySelector("[data-list]") && inList(key)) return true;
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.matches("input:not([type='checkbox'])")) target.offsetParent ? target.focus() : (location.href = "/search");
  else target.click();
  if (target.matches("summary")) target.parentElement.querySelector("input, select, textarea")?.focus();
  return true;
}

function inList(key) {
  const items = [...document.querySelectorAll(".item")];
  const at = items.findIndex((item) => item.classList.contains("at"));
  const item = items[at];
  switch (key) {
    case "j": return move(items, at, Math.min(at + 1, items.length - 1));
    case "k": return move(items, at, Math.max(at - 1, 0));
    case "o": return item?.querySelector("h3 a")?.click(), Boolean(item);
    case "a": return item?.querySelector("[data-act='archive']")?.click(), Boolean(item);
    case "f": return item?.querySelector("[data-act='favourite']")?.click(), Boolean(item);
    case "x": return select(item);
    case "v": return item?.querySelector("details > summary")?.click(), Boolean(item);
    default: return false;
  }
}

function move(items, from, to) {
  items[from]?.classList.remove("at");
  const item = items[to];
  if (!item) return false;
  item.classList.add("at");
  item.querySelector("h3 a")?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  return true;
}

function select(item) {
  const selecting = document.querySelector("#selecting");
  if (!item || !selecting) return false;
  selecting.checked = true;
  const box = item.querySelector(".pick input");
  if (box) box.checked = !box.checked;
  return true;
}

async function help() {
  let dialog = document.querySelector("dialog.help");
  if (!dialog) {
    const page = await fetch("/keys").then((answer) => answer.text()).catch(() => null);
    const list = page && new DOMParser().parseFromString(page, "text/html").querySelector("#keys");
    if (!list) return void (location.href = "/keys");
    dialog = document.createElement("dialog");
    dialog.className = "help";
    dialog.setAttribute("aria-label", "Keys");
    const shut = document.createElement("button");
    shut.className = "button slim";
    shut.textContent = "Close";
    shut.addEventListener("click", () => dialog.close());
    dialog.append(document.adoptNode(list), shut);
    document.body.append(dialog);
  }
  dialog.showModal();
}
