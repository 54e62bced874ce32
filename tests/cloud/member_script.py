"""The member page's script in a browser made of a few lines, its clock steered: prints when it asks.

A process of its own, for Qt's engine wants an application that no other test has made. The one argument is a
list of what each question is answered with: a status, `0` for no network; the last is repeated.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QJSEngine

from cloud.pages.frame import FILES

BROWSER = """
var now = 0, timers = [], asked = [], reloads = 0, hidden = {}, answers = %s;
var list = { add(c) { hidden[c] = true; }, remove(c) { delete hidden[c]; } };
var part = { setAttribute() {}, getAnimations() { return []; }, animate() {}, dataset: {}, classList: list };
part.querySelector = () => part;
part.dataset = { url: "/code", left: "10000", points: "5" };
var document = { querySelector: () => part, visibilityState: "visible", addEventListener() {} };
var performance = { now: () => now };
var location = { reload() { reloads += 1; } };
var navigator = {};
function addEventListener() {}
function setTimeout(call, ms) { timers.push({ call: call, at: now + ms }); return timers.length; }
function clearTimeout(id) { if (id > 0) timers[id - 1].call = null; }
function fetch() {
  asked.push(Math.round(now / 1000));
  var status = answers.length > 1 ? answers.shift() : answers[0];
  if (status === 0) return Promise.reject(new Error("no network"));
  var code = { path: "M0 0", side: 21, left_ms: 60000, points: 5 };
  return Promise.resolve({ status: status, ok: status === 200, json: () => Promise.resolve(code) });
}
function later(until) {
  var due = timers.filter((one) => one.call !== null && one.at <= until);
  if (due.length === 0) return false;
  var next = due.reduce((a, b) => (b.at < a.at ? b : a)), call = next.call;
  next.call = null;
  now = next.at;
  call();
  return true;
}
"""
TEN_MINUTES = 600_000
LINKS = 12
"""No chain of promises here is longer."""


def main() -> None:
    application = QCoreApplication([])
    engine = QJSEngine()
    for source in (BROWSER % sys.argv[1], FILES["member.js"][1].decode()):
        failed = engine.evaluate(source)
        assert not failed.isError(), failed.toString()
    more = True
    while more:
        for _ in range(LINKS):
            application.processEvents()
        more = engine.evaluate(f"later({TEN_MINUTES})").toBool()
    print(
        engine.evaluate("JSON.stringify({asked: asked, reloads: reloads, old: 'old' in hidden})").toString()
    )


if __name__ == "__main__":
    main()
