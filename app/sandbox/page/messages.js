// The message list of one conversation.

import { byId, el, fill } from "./dom.js";
import { get } from "./api.js";
import { blocks } from "./blocks.js";
import { act, desk, on, seatNow } from "./desk.js";
import { mrkdwn } from "./mrkdwn.js";
import { firstSteps } from "./welcome.js";

const drawn = new Map();

export function startMessages() {
  on("seat", show);
  on("channel", show);
  on("messages", (channel) => {
    if (channel === desk.channel) load();
  });
}

async function show() {
  drawn.clear();
  fill(byId("messages"));
  const direct = desk.channel === seatNow().dm;
  const channel = desk.space.channels.find((each) => each.id === desk.channel);
  byId("topic-name").textContent = direct ? desk.space.app.name : `# ${channel.name}`;
  byId("topic-note").textContent = direct ? "Direct message. Nobody else is in here." : `Everybody in ${desk.space.name} can read this.`;
  await load();
}

async function load() {
  const { channel, window } = desk;
  const list = await get(`/ui/windows/${window.id}/messages/${channel}`);
  if (channel !== desk.channel || window.id !== desk.window.id) return;
  const box = byId("messages");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  place(box, list);
  if (atEnd) box.scrollTop = box.scrollHeight;
}

// Only what changed is drawn, so that screen readers hear new messages alone.
function place(box, list) {
  if (!list.length) return fill(box, firstSteps());
  box.querySelector(".welcome")?.remove();
  const seen = new Set(list.map((message) => message.ts));
  for (const [ts, old] of drawn) {
    if (seen.has(ts)) continue;
    old.node.remove();
    drawn.delete(ts);
  }
  for (const message of list) {
    const text = JSON.stringify(message);
    const old = drawn.get(message.ts);
    if (old?.text === text) continue;
    const node = article(message);
    if (old) old.node.replaceWith(node);
    else box.append(node);
    drawn.set(message.ts, { node, text });
  }
}

function author(message) {
  const { seats, app } = desk.space;
  if (message.user === app.user) return { name: app.name, isApp: true, look: "app" };
  const seat = seats.find((each) => each.id === message.user);
  return seat ? { name: seat.name, look: seat.key } : { name: "Slack", isApp: true, look: "slack" };
}

function article(message) {
  const who = author(message);
  const when = new Date(Number(message.ts) * 1000);
  const time = el("time", { datetime: when.toISOString() }, when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }));
  const body = message.blocks.length ? blocks(message.blocks, scene(message)) : [el("div", { class: "text" }, mrkdwn(message.text))];
  return el("article", { class: `message ${message.ephemeral ? "ephemeral" : ""} ${message.error ? "failed" : ""}`, data: { ts: message.ts } },
    el("div", { class: `face ${who.look}`, "aria-hidden": "true" }, who.name[0]),
    el("div", { class: "said" },
      message.ephemeral ? el("p", { class: "only" }, "Only visible to you") : null,
      el("p", { class: "who" }, el("strong", {}, who.name), who.isApp ? el("span", { class: "badge" }, "APP") : null, time, message.edited ? el("span", { class: "note" }, "(edited)") : null),
      body));
}

function scene(message) {
  const inMessage = (control) => ({ ...control, message: message.ts });
  return {
    value: () => null,
    type: () => {},
    choose: (control, value) => act("choose", { ...inMessage(control), value }),
    click: (control) => act("click", inMessage(control)),
  };
}
