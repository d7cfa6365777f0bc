// The side panel with one thread: the message it hangs on, the replies, and a place to reply.

import { act, desk, on, tell, writable } from "./desk.js";
import { byId, el, fill, reconcile } from "./dom.js";
import { drawMessage } from "./message.js";

let parent = null; // the ts of the message whose thread is open
let before = null;
const drawn = new Map();

export function startThread() {
  on("thread", open);
  on("loaded", draw);
  on("channel", close);
  on("seat", close);
  byId("thread").addEventListener("keydown", (event) => event.key === "Escape" && leave());
}

function open(ts) {
  before = document.activeElement;
  parent = ts;
  drawn.clear();
  const panel = byId("thread");
  fill(panel,
    el("header", {}, el("h2", {}, "Thread"), el("button", { type: "button", class: "quiet", on: { click: leave } }, "Close")),
    el("div", { id: "thread-messages", class: "thread-messages", "aria-live": "polite" }),
    writable() ? el("div", { class: "composer" }, el("div", { class: "box" }, field(), el("button", { type: "button", class: "button primary", on: { click: send } }, "Reply"))) : null);
  panel.hidden = false;
  tell("messages", desk.channel);
  (byId("thread-text") || panel.querySelector("button")).focus();
}

function field() {
  const enter = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return el("input", { id: "thread-text", type: "text", autocomplete: "off", dir: "auto", placeholder: "Reply…", "aria-label": "Reply in the thread", on: { keydown: enter } });
}

function send() {
  const box = byId("thread-text");
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  act("say", { text, conversation: desk.channel, thread: parent });
}

function leave() {
  close();
  if (before?.isConnected) before.focus();
  else byId("composer-text")?.focus();
}

function close() {
  parent = null;
  byId("thread").hidden = true;
  fill(byId("thread"));
}

function draw(list) {
  if (!parent) return;
  const begun = list.find((message) => message.ts === parent);
  if (!begun) return leave();
  const replies = list.filter((message) => message.thread === parent);
  const box = byId("thread-messages");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  const counted = replies.length ? `${replies.length} ${replies.length === 1 ? "reply" : "replies"}` : "No replies yet";
  const line = { key: "count", text: counted, draw: () => el("p", { class: "day" }, el("span", {}, counted)) };
  const item = (message) => ({ key: message.ts, text: JSON.stringify(message), draw: () => drawMessage(message) });
  reconcile(box, drawn, [item(begun), line, ...replies.map(item)]);
  if (atEnd) box.scrollTop = box.scrollHeight;
}
