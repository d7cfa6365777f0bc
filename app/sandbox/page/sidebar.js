// Workspace, seats, conversations, and the switch between light and dark.

import { mark, unread } from "./channels.js";
import { act, desk, go, on, seatNow, sit } from "./desk.js";
import { byId, el, fill } from "./dom.js";

export function startSidebar() {
  on("seat", draw);
  on("channel", draw);
  on("places", draw);
}

function draw() {
  const focused = document.activeElement?.dataset?.nav;
  fill(byId("sidebar"),
    el("div", { class: "space" }, el("strong", {}, desk.space.name), el("span", {}, "Sandbox")),
    el("fieldset", { class: "seats" }, el("legend", {}, "You are"), desk.space.seats.map(seat)),
    el("h2", {}, "Channels"),
    el("ul", {}, desk.channels.map((channel) => place(channel, channel.name, mark(channel)))),
    el("h2", {}, "Direct messages"),
    el("ul", {}, place(desk.direct, desk.space.app.name, "●")),
    el("button", { type: "button", class: "theme", on: { click: switchTheme } }, "Light or dark"));
  if (focused) byId("sidebar").querySelector(`[data-nav="${CSS.escape(focused)}"]`)?.focus();
}

function place(where, name, sign) {
  const fresh = unread(where);
  const look = `place ${fresh ? "unread" : ""} ${where.archived ? "archived" : ""}`;
  const aloud = [where.private && "private", where.archived && "archived", where.outside && "shared outside", fresh && "unread"].filter(Boolean).join(", ");
  return el("li", {},
    el("button", { type: "button", class: look, "aria-current": where.id === desk.channel ? "page" : null, data: { nav: where.id }, on: { click: () => enter(where.id) } },
      el("span", { class: "mark", "aria-hidden": "true" }, sign), el("span", { class: "place-name" }, name),
      aloud ? el("span", { class: "aloud" }, ` (${aloud})`) : null));
}

// Coming to the app's own conversation is an event that apps hear of.
function enter(id) {
  go(id);
  if (id === seatNow().dm) act("look", {});
}

function seat(each) {
  const input = el("input", { type: "radio", name: "seat", checked: each.key === desk.seat, data: { nav: each.key }, on: { change: () => sit(each.key) } });
  return el("label", { class: "seat" }, input, el("span", { class: `face ${each.key}`, "aria-hidden": "true" }, each.name[0]),
    el("span", {}, el("strong", {}, each.name), el("span", { class: "role" }, each.title)));
}

export function applyTheme() {
  const kept = localStorage.getItem("theme");
  if (kept) document.documentElement.dataset.theme = kept;
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}
