// One message: who wrote it and when, its blocks, and what can be done with it.

import { blocks } from "./blocks.js";
import { badge } from "./channels.js";
import { act, clockTime, desk, fullMoment, personAt, tell, writable } from "./desk.js";
import { el, newId } from "./dom.js";
import { confirmed } from "./elements.js";
import { mrkdwn, unescape } from "./mrkdwn.js";

function author(message) {
  const { seats, app } = desk.space;
  const person = personAt(message.user);
  if (!person) return { name: "Slack", kind: "app", look: "slack" };
  return { ...person, look: person.id === app.user ? "app" : seats.find((each) => each.id === person.id)?.key || "other" };
}

export function drawMessage(message, { replies = null } = {}) {
  const who = author(message);
  const seconds = Number(message.ts);
  const time = el("time", { datetime: new Date(seconds * 1000).toISOString(), title: fullMoment(seconds) }, clockTime(seconds));
  const inside = message.blocks.length ? blocks(message.blocks, scene(message)) : [el("div", { class: "text" }, mrkdwn(message.text))];
  const body = el("div", { class: "content" }, inside);
  const node = el("article", { class: `message ${message.ephemeral ? "ephemeral" : ""} ${message.error ? "failed" : ""}`, tabindex: "-1", data: { ts: message.ts } },
    el("div", { class: `face ${who.look}`, "aria-hidden": "true" }, who.name[0]),
    el("div", { class: "said" },
      message.ephemeral ? el("p", { class: "only" }, "Only visible to you") : null,
      message.thread && message.alone ? el("p", { class: "only" }, "Also in a thread") : null,
      el("p", { class: "who" }, el("strong", {}, who.name), badge(who), time, message.edited ? el("span", { class: "note" }, "(edited)") : null),
      body,
      replies ? threadLink(message, replies) : null));
  if (!message.ephemeral && !message.deleted) node.append(toolbar(message, body));
  return node;
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

function threadLink(message, replies) {
  const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const last = `last at ${fullMoment(Number(replies.at(-1).ts))}`;
  return el("button", { type: "button", class: "thread-link", on: { click: () => tell("thread", message.ts) } }, el("strong", {}, words), el("span", { class: "note" }, last));
}

// What the menu of a message holds: its address, the manifest's shortcuts, and one's own messages can be changed.
function choices(message, body) {
  const conversation = desk.channel;
  const shortcuts = desk.space.message_shortcuts.map((shortcut) => [shortcut.name, desk.space.app.name,
    () => act("message_shortcut", { callback_id: shortcut.callback_id, message: message.ts, conversation })]);
  const mine = desk.space.seats.find((seat) => seat.key === desk.seat).id === message.user;
  const own = mine && writable() ? [["Edit message", "", () => edit(message, body)], ["Delete message", "", () => remove(message)]] : [];
  return [...shortcuts, ["Copy link", "", () => copyLink(message.link)], ...own];
}

// The link is shown too: a page that is not on localhost may not write to the clipboard.
async function copyLink(link) {
  const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
  tell("notice", copied ? `Link copied: ${link}` : `The link to copy: ${link}`);
}

function toolbar(message, body) {
  const found = choices(message, body);
  const reply = writable() && el("button", { type: "button", class: "tool", on: { click: () => tell("thread", message.thread || message.ts) } }, "Reply");
  return el("div", { class: "tools" }, reply, found.length ? menu(found) : null);
}

function menu(found) {
  const id = newId("menu");
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const button = el("button", { type: "button", class: "tool", "aria-label": "Message menu", title: "Message menu", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id,
    on: { click: () => toggle() } }, "⋯");
  const toggle = () => {
    show(list.hidden);
    if (list.hidden) return;
    list.querySelector("button").focus();
    list.scrollIntoView({ block: "nearest" });
  };
  const pick = (run) => () => {
    show(false);
    button.focus();
    run();
  };
  const list = el("ul", { id, class: "tool-menu", role: "menu", "aria-label": "Message menu", hidden: true, on: { keydown: keys, focusout: (event) => list.contains(event.relatedTarget) || event.relatedTarget === button || show(false) } },
    found.map(([words, note, run]) => el("li", { role: "none" }, el("button", { type: "button", role: "menuitem", on: { click: pick(run) } }, words, note ? el("span", { class: "note" }, note) : null))));
  function keys(event) {
    const items = [...list.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.stopPropagation();
      show(false);
      button.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      items.at((at + (event.key === "ArrowDown" ? 1 : -1)) % items.length).focus();
    }
  }
  return el("div", { class: "tool-holder" }, button, list);
}

function edit(message, body) {
  const before = [...body.childNodes];
  const back = () => body.replaceChildren(...before);
  const save = () => {
    const text = field.value.trim();
    back();
    if (text) act("edit", { message: message.ts, text });
  };
  const field = el("textarea", { class: "text-input", rows: 2, dir: "auto", "aria-label": "Edit message", value: unescape(message.text), on: { keydown: (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      back();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  } } });
  body.replaceChildren(field, el("div", { class: "actions editing" },
    el("button", { type: "button", class: "button primary", on: { click: save } }, "Save"),
    el("button", { type: "button", class: "button", on: { click: back } }, "Cancel")));
  field.focus();
  body.scrollIntoView({ block: "nearest" });
}

async function remove(message) {
  const text = (words) => ({ type: "plain_text", text: words });
  const question = { title: text("Delete message"), text: text("Delete this message? This cannot be undone."), confirm: text("Delete"), deny: text("Keep"), style: "danger" };
  if (await confirmed(question)) act("delete", { message: message.ts });
}
