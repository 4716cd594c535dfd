// Place and look of what is being read: both are kept on the server, so that another device goes on
// from here.

export function reading() {
  const reader = document.querySelector(".reader");
  const text = document.querySelector("#text");
  place(reader, text);
  look();
  switches();
  print();
}

function place(reader, text) {
  const bar = document.querySelector(".how-far");
  const address = `/read/${reader.dataset.shelf}/progress`;
  let kept = Number(reader.dataset.progress);
  let now = kept;
  let timer = 0;
  const measure = () => {
    const box = text.getBoundingClientRect();
    const seen = innerHeight - box.top;
    now = box.height ? Math.round(Math.min(Math.max(seen / box.height, 0), 1) * 1000) : 0;
    bar.hidden = false;
    bar.value = now;
  };
  const keep = () => {
    clearTimeout(timer);
    if (Math.abs(now - kept) < 5) return;
    kept = now;
    fetch(address, { method: "POST", body: new URLSearchParams({ progress: now }), keepalive: true }).catch(() => {});
  };
  if (kept > 20 && kept < 980 && !location.hash) {
    const box = text.getBoundingClientRect();
    scrollTo({ top: scrollY + box.top + (box.height * kept) / 1000 - innerHeight, behavior: "instant" });
  }
  addEventListener("scroll", () => {
    measure();
    clearTimeout(timer);
    timer = setTimeout(keep, 2000);
  }, { passive: true });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  measure();
}

/** Choices of type and colours show at once; "Keep" is for those without script. */
export function look() {
  for (const form of document.querySelectorAll("[data-reading]")) {
    form.addEventListener("change", ({ target }) => {
      document.documentElement.setAttribute(`data-${target.name}`, target.value);
      fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => {});
    });
  }
}

function switches() {
  for (const box of document.querySelectorAll("[data-keep]")) {
    box.addEventListener("change", () => {
      const body = new URLSearchParams({ [box.dataset.keep]: box.checked ? "1" : "0" });
      fetch("/settings/record", { method: "POST", body }).catch(() => {});
    });
  }
}

function print() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
