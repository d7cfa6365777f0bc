// Who is in the channel: a button with their number, and a dialog to see, add and remove them.

import { byId, el, fill } from "./dom.js";
import { act, channelAt, desk, on, personAt, seatNow } from "./desk.js";

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
