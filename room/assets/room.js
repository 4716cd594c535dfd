// What every page does beyond its links and forms. Nothing here is needed to use the room.

import { keys } from "./keys.js";

keys();
lists();
pops();
if (document.querySelector(".reader")) {
  import("./reading.js").then(({ reading }) => reading());
  import("./marks.js").then(({ marks }) => marks());
  import("./listen.js").then(({ listen }) => listen());
}
if (document.querySelector(".page [data-reading]")) {
  import("./reading.js").then(({ look }) => look());
}
if (document.querySelector(".talk")) import("./talk.js").then(({ talk }) => talk());
if (document.querySelector(".queue")) import("./talk.js").then(({ queue }) => queue());
if (document.querySelector("[data-passkey], [data-new-passkey]")) {
  import("./accounts.js").then(({ accounts }) => accounts());
}
offline();

/** Buttons of single articles act without a new page. */
function lists() {
  for (const form of document.querySelectorAll("form[action='/shelf/edit']")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (button?.name !== "one" || !button.dataset.act) return;
      event.preventDefault();
      act(form, button);
    });
  }
}

async function act(form, button) {
  const body = new URLSearchParams({ one: button.value, back: "/" });
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } })
    .catch(() => null);
  if (!answer?.ok) return form.submit();
  const state = await answer.json();
  const [, id] = button.value.split(" ");
  const item = button.closest(".item");
  item?.classList.toggle("read", state.is_read);
  const scope = item ?? form;
  for (const one of scope.querySelectorAll("[data-act]")) show(one, one.dataset.act, state, id);
}

function show(button, what, state, id) {
  const isOn = what === "favourite" ? state.is_favourite : state.is_read;
  const words = what === "favourite"
    ? (isOn ? "No longer a favourite" : "Favourite")
    : (isOn ? "Mark unread" : "Archive");
  const verb = what === "favourite" ? (isOn ? "unfavourite" : "favourite") : (isOn ? "unread" : "archive");
  button.value = `${verb} ${id}`;
  button.classList.toggle("on", what === "favourite" && isOn);
  if (button.title) button.title = words;
  const label = button.getAttribute("aria-label");
  if (label) button.setAttribute("aria-label", label.replace(/^[^:]*/, words));
  for (const span of button.querySelectorAll("span")) span.textContent = words;
  if (what === "archive") {
    const use = button.querySelector("use");
    use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, isOn ? "#unread" : "#archive"));
  }
}

/** What folds out closes again when something else is clicked. */
function pops() {
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details[name='pop'][open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
}

/** The service worker keeps what is at the top of the shelf for when there is no net. */
function offline() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").then(async () => {
    const { active } = await navigator.serviceWorker.ready;
    const links = [...document.querySelectorAll(".item:not(.read) h3 a")].slice(0, 20);
    if (links.length) active?.postMessage({ keep: links.map((link) => link.pathname) });
  }).catch(() => {});
}
