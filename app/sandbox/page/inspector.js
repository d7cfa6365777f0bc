// Everything that passed between Slack and the bot, newest first; and faults to inject.

import { get, inTurn, post } from "./api.js";
import { on, tell } from "./desk.js";
import { byId, el, fill } from "./dom.js";

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

// Things that go wrong on purpose.

const TARGETS = ["views.open", "views.update", "views.push", "chat.postMessage", "chat.delete", "conversations.info", "conversations.members", "api", "bot", "bot:view_submission", "bot:block_actions"];
const WORDS = {
  slow: "slow", ratelimited: "429 with Retry-After", error_after: "500 after it was carried out",
  cut_after: "connection cut after it was carried out", never: "the bot hears nothing", lost: "the bot's answer is lost",
};

export function faultPanel() {
  const options = (list) => list.map(([value, words]) => el("option", { value }, words));
  const add = async (event) => {
    event.preventDefault();
    const read = (id) => byId(`fault-${id}`).value;
    try {
      show(await post("/ui/faults", { target: read("target"), kind: read("kind"), seconds: read("seconds"), times: read("times") }));
    } catch (error) {
      tell("notice", error.message);
    }
  };
  const opened = async (event) => event.target.open && show(await get("/ui/faults"));
  return el("details", { class: "faults", on: { toggle: opened } },
    el("summary", {}, "Make something go wrong"),
    el("form", { on: { submit: add } },
      el("label", {}, "Where", el("select", { id: "fault-target" }, options(TARGETS.map((each) => [each, each === "api" ? "any Web API method" : each === "bot" ? "anything sent to the bot" : each])))),
      el("label", {}, "What", el("select", { id: "fault-kind" }, options(Object.entries(WORDS)))),
      el("label", {}, "Seconds", el("input", { id: "fault-seconds", type: "number", min: "0", step: "0.1", value: "4" })),
      el("label", {}, "Times (empty: until removed)", el("input", { id: "fault-times", type: "number", min: "1", value: "1" })),
      el("button", { type: "submit", class: "button" }, "Add")),
    el("ul", { id: "faults" }));
}

function show({ planned }) {
  const remove = async (fault) => show(await post(`/ui/faults/${fault.id}/remove`));
  fill(byId("faults"), planned.map((fault) =>
    el("li", {}, `${fault.target}: ${WORDS[fault.kind]}, ${fault.left ? `next ${fault.left}` : "until removed"} `,
      el("button", { type: "button", class: "quiet", on: { click: () => remove(fault) } }, "Remove"))));
}
