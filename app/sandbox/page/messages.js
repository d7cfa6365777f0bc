// The message list of one conversation, with a line where a new day begins.

import { get, inTurn } from "./api.js";
import { audience, heading } from "./channels.js";
import { channelAt, dayName, desk, on, seatNow, tell } from "./desk.js";
import { byId, el, fill, reconcile } from "./dom.js";
import { drawMessage } from "./message.js";

// What a newcomer should try, where there are no messages yet.

export function firstSteps() {
  const direct = desk.channel === seatNow().dm;
  const seat = seatNow();
  if (direct && GUESTS[seat.key]) return el("div", { class: "welcome" }, el("h2", {}, `You are ${seat.name}`), GUESTS[seat.key].map((words) => el("p", {}, words)));
  if (!direct) return el("div", { class: "welcome" }, el("h2", {}, "Nothing here yet"), el("p", {}, "Slash commands work here too. Their answers are visible to you alone."));
  const first = desk.space.commands[0];
  const start = el("button", { type: "button", class: "button primary", on: { click: () => tell("compose", `${first.command} `) } }, `Type ${first?.command} for me`);
  const steps = [
    ["Type ", el("kbd", {}, first?.command || "/"), " below and press ", el("kbd", {}, "Enter"), "."],
    ["Write a sentence or two, then press ", el("kbd", {}, "Esc"), " in the middle."],
    ["Come back with the same command. Every word is still there."],
  ];
  const others = desk.space.commands.slice(1).map((each) => el("li", {}, el("kbd", {}, each.command), ` ${each.description}`));
  return el("div", { class: "welcome" },
    el("h2", {}, "Try this first"),
    el("ol", {}, steps.map((step) => el("li", {}, step))),
    first ? start : null,
    others.length ? el("p", {}, "And then:") : null,
    others.length ? el("ul", {}, others) : null,
    others.length ? el("p", {}, "The buttons at the top move the clock, so that weeks take seconds.") : null,
    el("p", { class: "note" }, "This is a stand-in for Slack on your own machine. The bot behind it is the real one; nothing leaves this computer."));
}

// Who is not the engineer sees what somebody else does.
const GUESTS = {
  dana: ["Ada's engineering manager. The bot shows you only what Ada shares: nothing stands here before she does.",
    "Sit down as Ada, record a launch or assess yourself, and share it in #ada-and-dana. Then come back: it is there for you to read and to answer.",
    "You can use it for yourself too: your own launches and assessments are yours alone."],
  sam: ["A guest in this workspace, in #team-with-sam.", "Try to read what Ada shared, or press a button of hers: you get what a guest may see."],
};

const drawn = new Map();
let atEnd = true; // whether the newest message is in view, which a resize keeps

export function startMessages() {
  on("seat", show);
  on("channel", show);
  on("places", topic);
  const box = byId("messages");
  box.addEventListener("scroll", () => {
    atEnd = isAtEnd(box);
  });
  new ResizeObserver(() => {
    if (atEnd) box.scrollTop = box.scrollHeight;
  }).observe(box);
  on("messages", (channel) => {
    if (channel === desk.channel) load();
  });
}

const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

async function show() {
  drawn.clear();
  atEnd = true;
  fill(byId("messages"));
  topic();
  fill(byId("tabs"), desk.channel === seatNow().dm ? TABS.map(tab) : null);
  await load();
}

function topic() {
  const channel = channelAt(desk.channel);
  fill(byId("topic-name"), channel ? heading(channel) : desk.space.app.name);
  byId("topic-note").textContent = channel ? audience(channel) : "Direct message. Nobody else is in here.";
}

// What the app's own conversation consists of; a Home would stand before it.
const TABS = [{ name: "Messages", panel: "messages" }];

function tab({ name, panel }) {
  return el("button", { type: "button", role: "tab", class: "tab", "aria-selected": "true", "aria-controls": panel }, name);
}

const load = inTurn(async () => {
  const { channel, window } = desk;
  const list = await get(`/ui/windows/${window.id}/messages/${channel}`).catch(gone);
  if (!list || channel !== desk.channel || window.id !== desk.window.id) return;
  const box = byId("messages");
  place(box, list);
  if (atEnd) box.scrollTop = box.scrollHeight;
  tell("loaded", list);
});

// Whoever was just taken out of a channel: the places, which are read as well, lead them away.
function gone(error) {
  if (error.status === 404) return null;
  throw error;
}

function place(box, list) {
  const top = list.filter((message) => message.alone);
  if (!top.length) {
    drawn.clear();
    fill(box, firstSteps());
    return;
  }
  box.querySelector(".welcome")?.remove();
  reconcile(box, drawn, items(top, threads(list)));
}

function threads(list) {
  const found = new Map();
  for (const message of list) {
    if (message.thread) found.set(message.thread, [...(found.get(message.thread) || []), message]);
  }
  return found;
}

function items(top, below) {
  let day = null;
  return top.flatMap((message) => {
    const today = dayName(Number(message.ts));
    const divider = today === day ? [] : [{ key: `day ${today}`, text: today, draw: () => el("p", { class: "day" }, el("span", {}, today)) }];
    day = today;
    const replies = below.get(message.ts) || null;
    const text = JSON.stringify([message, replies?.map((each) => each.ts)]);
    return [...divider, { key: message.ts, text, draw: () => drawMessage(message, { replies }) }];
  });
}
