// The member's code is drawn by the cloud and changes every minute: this keeps the page's one fresh.
"use strict";
(() => {
  const card = document.querySelector(".code");
  const svg = card.querySelector("svg");
  const path = svg.querySelector("path");
  const bar = card.querySelector(".left i");
  const STEP_MS = 60000;
  const GOOD_MS = 90000; // kiosks take a code for two steps after its own
  let asking = false, timer = 0, drawnAt = performance.now();

  function count(leftMs) {
    bar.getAnimations().forEach((one) => one.cancel());
    bar.animate(
      [{ transform: `scaleX(${leftMs / STEP_MS})` }, { transform: "scaleX(0)" }],
      { duration: leftMs, fill: "forwards" });
    clearTimeout(timer);
    timer = setTimeout(refresh, Math.min(leftMs + 200, 15000));
  }

  async function refresh() {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(card.dataset.url, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const code = await answer.json();
      if (String(code.points) !== card.dataset.points) return location.reload();
      svg.setAttribute("viewBox", `0 0 ${code.side} ${code.side}`);
      path.setAttribute("d", code.path);
      drawnAt = performance.now();
      card.classList.remove("old");
      count(code.left_ms);
    } catch {
      if (performance.now() - drawnAt > GOOD_MS) card.classList.add("old");
      clearTimeout(timer);
      timer = setTimeout(refresh, 3000);
    } finally {
      asking = false;
    }
  }

  function wake() {
    if (document.visibilityState !== "visible") return;
    refresh();
    navigator.wakeLock?.request("screen").catch(() => {}); // a battery saver may say no
  }

  count(Number(card.dataset.left));
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
  wake();
})();
