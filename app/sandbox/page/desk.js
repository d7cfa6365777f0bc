// What this browser tab holds: its seat, its window, its conversation; and how deeds reach the bot.

import { get, post, Refused } from "./api.js";

export const desk = { space: null, seat: null, window: null, channel: null, channels: [], direct: {}, people: [] };
const listeners = {};

export function on(kind, listener) {
  (listeners[kind] ||= []).push(listener);
}

export function tell(kind, detail) {
  for (const listener of listeners[kind] || []) listener(detail);
}

export const seatNow = () => desk.space.seats.find((seat) => seat.key === desk.seat);

export const channelAt = (id) => desk.channels.find((channel) => channel.id === id);
export const personAt = (id) => desk.people.find((person) => person.id === id);

// Whether the person in the seat can write where they are.
export function writable() {
  const channel = channelAt(desk.channel);
  return !channel || (channel.joined && !channel.archived);
}

export async function sit(seatKey) {
  await flush();
  const kept = sessionStorage.getItem(`window:${seatKey}`);
  const opened = await post("/ui/windows", { seat: seatKey, window: kept });
  sessionStorage.setItem(`window:${seatKey}`, opened.id);
  sessionStorage.setItem("seat", seatKey);
  const places = await get(`/ui/windows/${opened.id}/places`);
  Object.assign(desk, places, { seat: seatKey, window: opened });
  const before = sessionStorage.getItem(`channel:${seatKey}`);
  desk.channel = channelAt(before) ? before : seatNow().dm;
  tell("seat");
  tell("window");
}

export function go(channel) {
  desk.channel = channel;
  sessionStorage.setItem(`channel:${desk.seat}`, channel);
  tell("channel");
}

let asked = 0;
export async function refresh() {
  const mine = (asked += 1);
  const id = desk.window.id;
  try {
    const window = await get(`/ui/windows/${id}`);
    if (mine === asked && desk.window.id === id) show(window);
  } catch (error) {
    if (error.status === 404) await sit(desk.seat);
    else throw error;
  }
}

function show(window) {
  desk.window = window;
  tell("window");
}

const topView = () => desk.window.views.at(-1);

async function send(name, said) {
  const id = desk.window.id;
  const before = asked;
  const done = await post(`/ui/windows/${id}/${name}`, said);
  if (desk.window.id !== id) return done.delivery;
  if (asked === before) {
    asked += 1;
    show(done.window);
  } else await refresh(); // news came meanwhile: the window in this answer may be older than what they told
  return done.delivery;
}

// Typing: one request at a time, the newest text of each input wins while one is on its way.
const waiting = new Map();
let sending = null;

export function typed(control, value, extra = {}) {
  const view = topView();
  if (!view) return;
  waiting.set(`${control.block} ${control.action}`, { ...control, ...extra, value, view: view.id });
  sending ||= drain();
}

export const unsent = (block, action) => waiting.get(`${block} ${action}`);

async function drain() {
  while (waiting.size) {
    const [key, said] = waiting.entries().next().value;
    try {
      const name = said.choice ? "choose" : "type";
      await send(name, said);
      if (waiting.get(key) === said) waiting.delete(key);
    } catch (error) {
      if (error instanceof Refused) waiting.delete(key);
      else await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
  sending = null;
}

const flush = async () => sending;

// Everything that is not typing comes one after the other, once all that was typed has arrived.
let last = Promise.resolve();
let open = 0;

export function act(name, said = {}) {
  tell("busy", (open += 1) > 0);
  last = last.then(() => carryOut(name, said)).finally(() => tell("busy", (open -= 1) > 0));
  return last;
}

async function carryOut(name, said) {
  try {
    await flush();
    return await send(name, said);
  } catch (error) {
    if (error.status === 409) await refresh();
    else tell("notice", error instanceof Refused ? error.message : "The sandbox cannot be reached. Is it still running?");
    return null;
  }
}

export function actInView(name, said = {}) {
  return act(name, { ...said, view: topView()?.id });
}

// Moments as the person in the seat reads them: in their time zone, by the sandbox's clock.

function written(seconds, style) {
  return new Intl.DateTimeFormat("en-GB", { ...style, timeZone: seatNow().tz }).format(new Date(seconds * 1000));
}

export const clockTime = (seconds) => written(seconds, { hour: "2-digit", minute: "2-digit" });
export const dayName = (seconds) => written(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortMoment = (seconds) => written(seconds, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const fullMoment = (seconds) => written(seconds, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
