// The member's code is drawn by the cloud and changes every minute: this keeps the page's one fresh.
"use strict";
(() => {
  const card = document.querySelector(".code");
  const svg = card.querySelector("svg");
  const path = svg.querySelector("path");
  const bar = card.querySelector(".left i");
  const STEP_MS = 60000;
  const GOOD_MS = 90000; // kiosks take a code for two steps after its own
  const SOON_MS = 3000, LATE_MS = 60000;
  let asking = false, over = false, timer = 0, pause = SOON_MS, notBefore = 0, drawnAt = performance.now();

  function askIn(ms) {
    clearTimeout(timer);
    timer = setTimeout(refresh, ms);
  }

  function count(leftMs) {
    bar.getAnimations().forEach((one) => one.cancel());
    bar.animate(
      [{ transform: `scaleX(${leftMs / STEP_MS})` }, { transform: "scaleX(0)" }],
      { duration: leftMs, fill: "forwards" });
    askIn(Math.min(leftMs + 200, 15000));
  }

  function draw(code) {
    if (String(code.points) !== card.dataset.points) return location.reload();
    svg.setAttribute("viewBox", `0 0 ${code.side} ${code.side}`);
    path.setAttribute("d", code.path);
    drawnAt = performance.now();
    pause = SOON_MS;
    card.classList.remove("old");
    count(code.left_ms);
  }

  function leave() { // this address opens nothing any more: the page says so itself
    over = true;
    clearTimeout(timer);
    location.reload();
  }

  function failed() { // later each time, so that a phone left lying asks little
    if (performance.now() - drawnAt > GOOD_MS) card.classList.add("old");
    askIn(pause);
    pause = Math.min(2 * pause, LATE_MS);
  }

  function heard(answer) {
    if (answer.status === 404) return leave();
    if (answer.status === 429) {
      pause = LATE_MS;
      notBefore = performance.now() + LATE_MS;
    }
    if (!answer.ok) return failed();
    return answer.json().then(draw);
  }

  function refresh() {
    if (asking || over || performance.now() < notBefore) return;
    asking = true;
    const done = () => { asking = false; };
    fetch(card.dataset.url, { cache: "no-store" }).then(heard).catch(failed).then(done, done);
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
