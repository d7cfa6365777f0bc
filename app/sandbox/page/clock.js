// The sandbox's clock: what time it is there, and the buttons of the time machine.

import { get, post } from "./api.js";
import { channelAt, desk, fullMoment, on, seatNow, shortMoment, tell } from "./desk.js";
import { byId, el, fill } from "./dom.js";

const HOUR = 3600;
const JUMPS = [["+1 hour", HOUR], ["+1 day", 24 * HOUR], ["+1 week", 168 * HOUR], ["+12 weeks", 2016 * HOUR]];
const NEXT = "To the next message";

const narrow = matchMedia("(max-width: 720px)");

let clock = null; // as the sandbox last told it
let heard = 0; // when that was, by this browser's own clock
let travelled = false; // only a journey that began before these eyes is reported

export function startClock() {
  build();
  on("clock", load);
  on("reset", () => {
    clock = null; // another sandbox may have another time
    return load();
  });
  on("seat", show);
  narrow.addEventListener("change", showTime);
  setInterval(showTime, 5000);
  return load();
}

function build() {
  const button = (words, wanted) => el("button", { type: "button", class: "jump", data: { jump: words }, on: { click: () => move(wanted) } }, words);
  fill(byId("clock"),
    el("p", { class: "now" }, el("span", { class: "waiting", "aria-hidden": "true" }), el("time", { id: "clock-now" }), el("span", { class: "zone", id: "clock-zone" })),
    el("div", { class: "jumps", role: "group", "aria-label": "Move the clock" },
      JUMPS.map(([words, seconds]) => button(words, { advance: seconds })), button(NEXT, { to: "next" }),
      el("button", { type: "button", class: "jump", id: "clock-stop", on: { click: () => move({ stop: true }) } }, "Stop here"),
      menu()),
    el("p", { id: "clock-note", class: "clock-note", "aria-live": "polite" }));
}

// In place of the buttons where the page is narrow: the clock stays one row.
function menu() {
  const ways = [...JUMPS.map(([words, seconds]) => [words, { advance: seconds }]), [NEXT, { to: "next" }]];
  const options = ways.map(([words], place) => el("option", { value: place }, words));
  const chosen = (event) => {
    move(ways[event.target.value][1]);
    event.target.value = "";
  };
  const first = el("option", { value: "", selected: true, disabled: true }, "Move the clock");
  return el("select", { id: "clock-menu", class: "jump-menu", "aria-label": "Move the clock", on: { change: chosen } }, first, options);
}

async function load() {
  take(await get("/ui/clock"));
}

async function move(wanted) {
  try {
    travelled = true;
    take(await post("/ui/clock", wanted));
  } catch (error) {
    tell("notice", error.message);
  }
}

function take(told) {
  if (clock && told.now < clock.now) return; // a newer answer overtook this one
  clock = told;
  heard = Date.now();
  show();
}

export const sandboxNow = () => clock.now + (Date.now() - heard) / 1000;

function showTime() {
  if (!clock || !desk.seat) return;
  const now = sandboxNow();
  byId("clock-now").textContent = narrow.matches ? shortMoment(now) : fullMoment(now);
  byId("clock-now").setAttribute("datetime", new Date(now * 1000).toISOString());
  byId("clock-zone").textContent = seatNow().tz.split("/").at(-1).replaceAll("_", " ");
}

function show() {
  if (!clock || !desk.seat) return;
  byId("clock").hidden = !clock.tells; // a bot that sends nothing by itself has no use for a time machine
  showTime();
  travelled ||= clock.moving;
  byId("clock").classList.toggle("busy", clock.moving);
  byId("clock").setAttribute("aria-busy", String(clock.moving));
  for (const button of document.querySelectorAll("[data-jump]")) {
    button.disabled = clock.moving;
    button.hidden = button.dataset.jump === NEXT && !clock.tells;
  }
  byId("clock-menu").disabled = clock.moving;
  byId("clock-stop").hidden = !clock.moving || !clock.tells;
  byId("clock").classList.toggle("idle", !travelled);
  const note = sentence();
  if (byId("clock-note").textContent === note) return;
  byId("clock-note").textContent = note;
  if (narrow.matches && travelled && !clock.moving) tell("notice", note); // there is no room beside the clock
}

function sentence() {
  if (clock.trouble) return clock.trouble;
  if (!travelled) return "Move the clock to see what comes.";
  const came = arrivals();
  if (clock.moving) return clock.came.length ? `On the way. ${came}` : "On the way…";
  if (!clock.tells) return "";
  if (!clock.next_due) return `${came} Nothing more is planned.`;
  return clock.next_due > clock.now ? `${came} Planned next: ${shortMoment(clock.next_due)}.` : came; // overdue: held back for now
}

// What is not before these eyes is named by where it went.
function arrivals() {
  const count = clock.came.length;
  if (!count) return "Nothing came.";
  const elsewhere = [...new Set(clock.came.filter((channel) => channel !== seatNow().dm).map(placeName))];
  const said = count === 1 ? "1 message came" : `${count} messages came`;
  if (!elsewhere.length) return `${said}.`;
  return clock.came.includes(seatNow().dm) ? `${said}, also to ${elsewhere.join(", ")}.` : `${said}, to ${elsewhere.join(", ")}.`;
}

function placeName(channel) {
  const other = desk.space.seats.find((each) => each.dm === channel);
  return other ? other.name : channelAt(channel) ? `#${channelAt(channel).name}` : "a channel you are not in";
}
