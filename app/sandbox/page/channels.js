// The channels somebody can read, and who is in them.

import { get, inTurn } from "./api.js";
import { act, channelAt, desk, go, on, personAt, seatNow, tell } from "./desk.js";
import { byId, el, fill, svg } from "./dom.js";

// The channels of the person in the seat: read anew when they change, and what is new in them.

export function startChannels() {
  on("channels", load);
  on("messages", (channel) => channel !== desk.channel && load());
  on("loaded", read);
}

const load = inTurn(readPlaces);

// Whoever cannot read the channel any more, or finds it under another id, stands in the app's conversation.
async function readPlaces() {
  const id = desk.window.id;
  const places = await get(`/ui/windows/${id}/places`);
  if (desk.window.id !== id) return;
  Object.assign(desk, places);
  if (desk.channel !== seatNow().dm && !channelAt(desk.channel)) go(seatNow().dm);
  tell("places");
}

const key = (id) => `read:${desk.seat}:${id}`;

// What was on the screen has been read; what came before the page knew of it has not.
function read(list) {
  const newest = list.at(-1)?.ts;
  if (!newest || newest <= (sessionStorage.getItem(key(desk.channel)) || "")) return;
  sessionStorage.setItem(key(desk.channel), newest);
}

export function unread(place) {
  return place.id !== desk.channel && place.latest > (sessionStorage.getItem(key(place.id)) || "");
}

export function mark(channel) {
  return channel.private ? lock() : "#";
}

function lock() {
  return svg("svg", { class: "lock", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: "M4.5 7V5a3.5 3.5 0 0 1 7 0v2H13v7H3V7zm2 0h3V5a1.5 1.5 0 0 0-3 0z" }));
}

// The line under the channel's name: who can read what is written here.
export function audience(channel) {
  if (channel.archived) return "Archived. It can be read, and nobody can write here.";
  if (channel.outside) return `Shared with people outside ${desk.space.name}.`;
  if (channel.pending) return `Somebody outside ${desk.space.name} has been invited to share this.`;
  if (channel.private) return "Private. Only its members can read this.";
  return `Everybody in ${desk.space.name} can read this.`;
}

export function heading(channel) {
  return [el("span", { class: "mark", "aria-hidden": "true" }, mark(channel)), ` ${channel.name}`];
}

// What a menu of conversations offers this person; the app has to look for itself.
export function offered(element) {
  const wanted = element.type.includes("channels") ? { include: ["public"] } : element.filter || {};
  const include = wanted.include || ["im", "mpim", "private", "public"];
  const direct = include.includes("im") && !wanted.exclude_bot_users ? [[desk.direct.id, desk.space.app.name]] : [];
  const found = desk.channels.filter((channel) =>
    !channel.archived && include.includes(channel.private ? "private" : "public") && !(channel.outside && wanted.exclude_external_shared_channels));
  return [...direct, ...found.map((channel) => [channel.id, channel.private ? `${channel.name} (private)` : `#${channel.name}`])];
}

// Who is in the channel: a button with their number, and a dialog to see, add and remove them.

const KINDS = { app: "APP", guest: "GUEST", outside: "OUTSIDE" };
let dialog = null;

export function startMembers() {
  for (const kind of ["seat", "channel", "places"]) on(kind, draw);
}

export const badge = (person) => (person.kind ? el("span", { class: `badge ${person.kind}` }, KINDS[person.kind]) : null);
export const listedName = (person) => (person.kind ? `${person.name} (${person.kind})` : person.name);

function draw() {
  const channel = channelAt(desk.channel);
  if (!channel) {
    dialog?.close();
    fill(byId("topic-members"));
    return;
  }
  if (!byId("members-button")) fill(byId("topic-members"), el("button", { id: "members-button", type: "button", class: "quiet", "aria-haspopup": "dialog", on: { click: open } }));
  const count = channel.members.length;
  byId("members-button").textContent = `${count} ${count === 1 ? "member" : "members"}`;
  if (dialog) inside(channel);
}

function open() {
  dialog = el("dialog", { class: "members", "aria-labelledby": "members-title" });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    dialog = null;
    byId("members-button")?.focus();
  });
  document.body.append(dialog);
  inside(channelAt(desk.channel));
  dialog.showModal();
}

function inside(channel) {
  const focused = dialog.contains(document.activeElement) ? document.activeElement.dataset.member || "" : null;
  const rows = channel.members.map((id) => {
    const person = personAt(id) || { id, name: id };
    return el("li", {}, el("span", { class: "member" }, person.name, badge(person)), tool(channel, person));
  });
  fill(dialog,
    el("header", {}, el("h2", { id: "members-title", tabindex: "-1" }, `Who is in ${channel.name}`),
      el("button", { type: "button", class: "quiet", data: { member: "close" }, on: { click: () => dialog.close() } }, "Close")),
    el("ul", { "aria-label": "Members" }, rows),
    channel.manages ? adding(channel) : null);
  if (focused !== null) (dialog.querySelector(`[data-member="${CSS.escape(focused)}"]`) || byId("members-title")).focus();
}

const typed = (channel, line) => act("command", { line, conversation: channel.id });

function tool(channel, person) {
  const attributes = { type: "button", class: "quiet", data: { member: person.id } };
  if (person.id === seatNow().id) return el("button", { ...attributes, on: { click: () => typed(channel, "/leave") } }, "Leave");
  if (!channel.manages) return null;
  return el("button", { ...attributes, "aria-label": `Remove ${person.name}`, on: { click: () => typed(channel, `/remove ${person.id}`) } }, "Remove");
}

function adding(channel) {
  const missing = desk.people.filter((person) => !channel.members.includes(person.id));
  const add = (event) => {
    event.preventDefault();
    if (byId("member-add").value) typed(channel, `/invite ${byId("member-add").value}`);
  };
  return el("form", { on: { submit: add } },
    el("label", { for: "member-add" }, "Add somebody, or an app"),
    el("div", { class: "adding" },
      el("select", { id: "member-add", class: "select", data: { member: "who" } }, missing.map((person) => el("option", { value: person.id }, listedName(person)))),
      el("button", { type: "submit", class: "button", data: { member: "add" } }, "Add")));
}
