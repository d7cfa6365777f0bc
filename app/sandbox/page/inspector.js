// Everything that passed between Slack and the bot, newest first; and faults to inject.

import { byId, el, fill } from "./dom.js";
import { get, inTurn } from "./api.js";
import { on } from "./desk.js";
import { faultPanel } from "./faults.js";

const KEPT = 300;
let newest = 0;
let entries = [];

export function startInspector() {
  const toggle = byId("inspector-toggle");
  toggle.addEventListener("click", () => open(byId("inspector").hidden));
  on("entry", () => load());
  on("reset", () => {
    newest = 0;
    entries = [];
    load();
  });
  build();
  open(sessionStorage.getItem("inspector") === "open");
}

function open(shown) {
  byId("inspector").hidden = !shown;
  byId("inspector-toggle").setAttribute("aria-expanded", String(shown));
  sessionStorage.setItem("inspector", shown ? "open" : "closed");
  if (shown) load();
}

function build() {
  const redraw = () => draw();
  fill(byId("inspector"),
    el("header", {}, el("h2", {}, "Inspector"), el("button", { type: "button", class: "quiet", on: { click: () => open(false) } }, "Hide")),
    el("div", { class: "filters" },
      el("input", { id: "filter", type: "search", placeholder: "Filter by name or content", "aria-label": "Filter", on: { input: redraw } }),
      el("label", {}, el("input", { id: "only-problems", type: "checkbox", on: { change: redraw } }), " Only what went wrong")),
    el("ol", { id: "entries", class: "entries", "aria-label": "Newest first" }),
    faultPanel());
}

const load = inTurn(async () => {
  if (byId("inspector").hidden) return;
  const fresh = await get(`/ui/entries?after=${newest}`);
  if (!fresh.length) return;
  newest = fresh.at(-1).id;
  entries = [...fresh.reverse(), ...entries].slice(0, KEPT);
  draw(fresh.length);
});

const wrong = (entry) => entry.problems.length > 0 || !entry.ok;

function draw(added) {
  const list = byId("entries");
  const text = byId("filter").value.toLowerCase();
  const only = byId("only-problems").checked;
  const wanted = (entry) => (!only || wrong(entry)) && (!text || JSON.stringify(entry).toLowerCase().includes(text));
  if (typeof added === "number") list.prepend(...entries.slice(0, added).filter(wanted).map(line));
  else fill(list, entries.filter(wanted).map(line));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  if (!list.children.length) fill(list, el("li", { class: "note empty" }, "Nothing yet. Type a command."));
  else list.querySelector(".empty")?.remove();
}

function line(entry) {
  const time = new Date(entry.at * 1000).toLocaleTimeString("en-GB");
  const from = entry.kind === "bot" ? "Slack → bot" : "bot → Web API";
  const details = el("details", { class: wrong(entry) ? "wrong" : "" },
    el("summary", {},
      el("span", { class: "name" }, entry.name),
      el("span", { class: `status ${entry.ok ? "ok" : "bad"}` }, String(entry.status)),
      el("span", { class: "meta" }, `${from} · ${time} · ${Math.round(entry.seconds * 1000)} ms`),
      entry.problems.map((problem) => el("span", { class: "problem" }, problem))));
  details.addEventListener("toggle", () => details.open && expand(details, entry), { once: true });
  return el("li", {}, details);
}

function expand(details, entry) {
  const pretty = (value) => (typeof value === "string" ? value || "(empty)" : JSON.stringify(value, null, 2));
  const titles = entry.kind === "bot" ? ["Slack sent", "The bot answered"] : ["The bot asked", "Slack answered"];
  details.append(
    el("h3", {}, titles[0]), el("pre", { tabindex: "0" }, pretty(entry.request)),
    el("h3", {}, titles[1]), el("pre", { tabindex: "0" }, pretty(entry.answer)));
}
