// Where people write: slash commands are completed, shortcuts have a menu.

import { act, channelAt, desk, on, writable } from "./desk.js";
import { byId, el, fill } from "./dom.js";

let chosen = 0;

export function startComposer() {
  on("seat", draw);
  on("channel", draw);
  on("places", () => Boolean(byId("composer-text")) === writable() || draw());
  on("compose", (text) => {
    const box = byId("composer-text");
    if (!box) return;
    box.value = text;
    box.focus();
    complete();
  });
}

function draw() {
  const channel = channelAt(desk.channel);
  if (!writable()) {
    fill(byId("composer"), closed(channel));
    return;
  }
  const name = channel ? `${channel.private ? "" : "#"}${channel.name}` : desk.space.app.name;
  const text = el("input", {
    id: "composer-text", type: "text", autocomplete: "off", placeholder: `Message ${name}, or type /`, "aria-label": `Message ${name}`,
    role: "combobox", "aria-expanded": "false", "aria-controls": "completions", "aria-autocomplete": "list",
    on: { input: complete, keydown: keys, blur: () => setTimeout(() => document.activeElement === text || hide(), 150) },
  });
  fill(byId("composer"),
    el("ul", { id: "completions", class: "completions", role: "listbox", "aria-label": "Commands", hidden: true }),
    el("div", { class: "box" },
      el("button", { id: "shortcuts-button", type: "button", class: "bolt", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: toggleMenu } }, "⚡"),
      text,
      el("button", { type: "button", class: "button primary", on: { click: send } }, "Send")),
    el("ul", { id: "shortcuts", class: "completions", role: "menu", "aria-label": "Shortcuts", hidden: true, on: { keydown: menuKeys } },
      desk.space.shortcuts.map((shortcut) =>
        el("li", { role: "none" },
          el("button", { type: "button", role: "menuitem", on: { click: () => start(shortcut) } },
            el("strong", {}, shortcut.name), el("span", { class: "note" }, shortcut.description)))),
      desk.space.shortcuts.length ? null : el("li", { class: "note" }, "The manifest has no global shortcuts.")));
}

function closed(channel) {
  const join = () => act("join", { conversation: channel.id });
  return el("p", { class: "closed" },
    el("span", {}, channel.archived ? "This channel is archived." : "You are not in this channel."),
    channel.archived ? null : el("button", { type: "button", class: "button", on: { click: join } }, "Join it"));
}

function matches() {
  const text = byId("composer-text").value;
  if (!text.startsWith("/") || text.includes(" ")) return [];
  const known = channelAt(desk.channel) ? [...desk.space.commands, ...desk.space.built_in] : desk.space.commands;
  return known.filter((each) => each.command.startsWith(text));
}

function complete() {
  const found = matches();
  chosen = Math.max(0, Math.min(chosen, found.length - 1));
  const options = found.map((each, index) =>
    el("li", { role: "option", id: `completion-${index}`, "aria-selected": String(index === chosen), on: { mousedown: (event) => { event.preventDefault(); chosen = index; take(); } } },
      el("strong", {}, each.command), el("span", { class: "hint" }, each.usage_hint), el("span", { class: "note" }, each.description)));
  fill(byId("completions"), options);
  byId("completions").hidden = !found.length;
  const text = byId("composer-text");
  text.setAttribute("aria-expanded", String(found.length > 0));
  if (found.length) text.setAttribute("aria-activedescendant", `completion-${chosen}`);
  else text.removeAttribute("aria-activedescendant");
}

function hide() {
  if (!byId("completions")) return;
  byId("completions").hidden = true;
  byId("composer-text").setAttribute("aria-expanded", "false");
}

function take() {
  const found = matches();
  if (!found.length) return;
  byId("composer-text").value = `${found[chosen].command} `;
  chosen = 0;
  complete();
}

function keys(event) {
  const found = byId("completions").hidden ? [] : matches();
  const exact = found.some((each) => each.command === event.target.value);
  if (event.key === "Escape") hide();
  else if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (found.length && !exact) take();
    else send();
  } else if (found.length && event.key === "Tab" && !event.shiftKey) {
    event.preventDefault();
    take();
  } else if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
    complete();
  }
}

function send() {
  const box = byId("composer-text");
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  hide();
  if (text.startsWith("/")) act("command", { line: text, conversation: desk.channel });
  else act("say", { text, conversation: desk.channel });
}

function toggleMenu() {
  const menu = byId("shortcuts");
  menu.hidden = !menu.hidden;
  byId("shortcuts-button").setAttribute("aria-expanded", String(!menu.hidden));
  if (!menu.hidden) menu.querySelector("button")?.focus();
}

function menuKeys(event) {
  const items = [...byId("shortcuts").querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") {
    toggleMenu();
    byId("shortcuts-button").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    items.at((at + (event.key === "ArrowDown" ? 1 : -1)) % items.length)?.focus();
  }
}

function start(shortcut) {
  toggleMenu();
  byId("composer-text").focus();
  act("shortcut", { callback_id: shortcut.callback_id, conversation: desk.channel });
}
