// Reads aloud with the browser's own voices, one paragraph after the other; pauses and goes on where
// it was, after a reload too.

export function listen() {
  const button = document.querySelector("[data-listen]");
  if (!button || !("speechSynthesis" in window)) return;
  const parts = [...document.querySelectorAll("#text :is(p, h1, h2, h3, h4, li, blockquote):not(:has(p, li))")];
  if (!parts.length) return;
  const place = `listen ${document.querySelector(".reader").dataset.shelf}`;
  let at = Number(sessionStorage.getItem(place)) || 0;
  let isSpeaking = false;

  button.hidden = false;
  button.dataset.key = "r";
  button.addEventListener("click", () => (isSpeaking ? pause() : speak()));
  addEventListener("pagehide", pause);

  function speak() {
    if (at >= parts.length) at = 0;
    isSpeaking = true;
    button.classList.add("on");
    button.setAttribute("aria-pressed", "true");
    say();
  }

  function say() {
    const part = parts[at];
    if (!part) return pause();
    const copy = part.cloneNode(true);
    for (const number of copy.querySelectorAll(".at-record")) number.remove();
    const speech = new SpeechSynthesisUtterance(copy.textContent);
    speech.lang = part.closest("[lang]")?.lang ?? "";
    speech.onend = () => {
      if (!isSpeaking) return;
      part.classList.remove("spoken");
      at += 1;
      sessionStorage.setItem(place, String(at));
      say();
    };
    part.classList.add("spoken");
    part.scrollIntoView({ block: "nearest" });
    speechSynthesis.speak(speech);
  }

  function pause() {
    isSpeaking = false;
    speechSynthesis.cancel();
    parts[at]?.classList.remove("spoken");
    button.classList.remove("on");
    button.setAttribute("aria-pressed", "false");
  }
}
