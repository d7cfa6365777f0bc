// The channels of the person in the seat: read anew when they change, and what is new in them.

import { el, svg } from "./dom.js";
import { get, inTurn } from "./api.js";
import { channelAt, desk, go, on, seatNow, tell } from "./desk.js";

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
