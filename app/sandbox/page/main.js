// Starts the page: who is here, what is open, and the stream of news.

import { get, inTurn, listen } from "./api.js";
import { startChannels, startMembers } from "./channels.js";
import { startClock } from "./clock.js";
import { startComposer } from "./composer.js";
import { desk, on, refresh, sit, tell } from "./desk.js";
import { byId } from "./dom.js";
import { startInspector } from "./inspector.js";
import { startMessages } from "./messages.js";
import { startModal } from "./modal.js";
import { applyTheme, startSidebar } from "./sidebar.js";
import { startThread } from "./thread.js";

const HEARD = {
  window: (news) => news.window === desk.window.id && refresh(),
  messages: (news) => tell("messages", news.channel),
  channels: () => tell("channels"),
  entry: (news) => tell("entry", news.entry),
  status: () => readStatus(),
  clock: () => tell("clock"),
  reset: async () => {
    await refresh();
    await readStatus();
    tell("messages", desk.channel);
    tell("channels");
    tell("reset");
  },
};

let reachable = true;
let status = { tone: "good", sentence: "" };

const readStatus = inTurn(async () => {
  status = (await get("/ui/workspace")).status;
  strip();
});

function strip() {
  const shown = reachable ? status : { tone: "bad", sentence: "The sandbox does not answer. Start it again with: make sandbox" };
  const node = byId("strip");
  node.className = `strip ${shown.tone}`;
  node.hidden = !shown.sentence || shown.tone === "good";
  node.textContent = [shown.sentence, shown.detail].filter(Boolean).join("\n");
}

let noticeTimer = null;
function notice(sentence) {
  byId("notice").textContent = sentence;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (byId("notice").textContent = ""), 8000);
}

async function start() {
  applyTheme();
  desk.space = await get("/ui/workspace");
  document.title = `${desk.space.app.name} sandbox`;
  status = desk.space.status;
  startChannels();
  startSidebar();
  startMembers();
  startComposer();
  startMessages();
  startThread();
  startModal();
  startInspector();
  on("notice", notice);
  const clock = startClock();
  await sit(sessionStorage.getItem("seat") || desk.space.seats[0].key);
  await clock;
  listen(desk.space.news, (news) => HEARD[news.kind]?.(news), (now) => {
    reachable = now;
    strip();
  });
  strip();
  if (!desk.window.views.length) byId("composer-text")?.focus();
}

start();
