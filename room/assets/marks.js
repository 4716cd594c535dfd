// Marks by selection. The words go to the server with those around them; where they stand in the
// text is found there, the same way as when a text has changed.

const COLOURS = ["yellow", "green", "blue", "red"];
/** Characters before and after the selection that tell it from the same words elsewhere. */
const AROUND = 64;

export function marks() {
  const marker = build();
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(marker), 150);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "m" && selection() && !event.ctrlKey && !event.metaKey) {
      event.stopImmediatePropagation();
      event.preventDefault();
      marker.querySelector("button").focus();
    }
  }, { capture: true });
}

function build() {
  const marker = document.createElement("div");
  marker.className = "marker";
  marker.hidden = true;
  marker.setAttribute("role", "toolbar");
  marker.setAttribute("aria-label", "Mark the selection");
  for (const colour of COLOURS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = colour;
    button.title = `Mark ${colour}`;
    button.setAttribute("aria-label", `Mark ${colour}`);
    button.addEventListener("click", () => send(colour));
    marker.append(button);
  }
  const note = document.createElement("button");
  note.type = "button";
  note.className = "with-note";
  note.textContent = "Note";
  note.addEventListener("click", withNote);
  marker.append(note);
  const discuss = document.createElement("button");
  discuss.type = "button";
  discuss.className = "with-note";
  discuss.textContent = "Discuss";
  discuss.addEventListener("click", speak);
  marker.append(discuss);
  // The selection must survive the click.
  marker.addEventListener("pointerdown", (event) => event.preventDefault());
  document.querySelector(".reader").append(marker);
  return marker;
}

/** The selected range if it lies in the text and has words. */
function selection() {
  const chosen = getSelection();
  if (!chosen?.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const text = document.querySelector("#text");
  return text.contains(range.commonAncestorContainer) && words(range).trim() ? range : null;
}

function show(marker) {
  const range = selection();
  marker.hidden = !range;
  if (!range) return;
  const box = range.getBoundingClientRect();
  const left = Math.min(Math.max(box.left + scrollX, 8), scrollX + innerWidth - 310);
  marker.style.left = `${left}px`;
  marker.style.top = `${box.bottom + scrollY + 10}px`;
}

/** The words of a range without the record's numbers. */
function words(range) {
  const part = range.cloneContents();
  for (const number of part.querySelectorAll(".at-record")) number.remove();
  return part.textContent;
}

function around(range) {
  const text = document.querySelector("#text");
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(text, text.childNodes.length);
  return { prefix: words(before).slice(-AROUND), suffix: words(after).slice(0, AROUND) };
}

async function send(colour) {
  const range = selection();
  if (!range) return;
  const form = document.querySelector("[data-mark-form] form");
  const body = new URLSearchParams({ quote: words(range), colour, note: "", ...around(range) });
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return fill(range, colour);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  getSelection().removeAllRanges();
  for (const id of ["text", "marks"]) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id).replaceWith(document.adoptNode(fresh));
  }
}

/** Opens the form with the selection in it. */
function fill(range, colour) {
  const fold = document.querySelector("[data-mark-form]");
  const { prefix, suffix } = around(range);
  const fields = fold.querySelector("form").elements;
  fields.quote.value = words(range);
  fields.prefix.value = prefix;
  fields.suffix.value = suffix;
  if (colour) fields.colour.value = colour;
  fold.open = true;
  return fields;
}

/** To the conversation about the selected words. */
function speak() {
  const range = selection();
  const form = document.querySelector("[data-discuss] form");
  if (!range || !form) return;
  form.elements.quote.value = words(range);
  Object.entries(around(range)).forEach(([name, value]) => (form.elements[name].value = value));
  form.submit();
}

function withNote() {
  const range = selection();
  if (!range) return;
  const fields = fill(range, null);
  fields.note.scrollIntoView({ block: "center" });
  fields.note.focus();
}
