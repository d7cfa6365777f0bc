// What a newcomer should try, where there are no messages yet.

import { el } from "./dom.js";
import { desk, seatNow, tell } from "./desk.js";

export function firstSteps() {
  const direct = desk.channel === seatNow().dm;
  if (!direct) return el("div", { class: "welcome" }, el("h2", {}, "Nothing here yet"), el("p", {}, "Slash commands work here too. Their answers are visible to you alone."));
  const first = desk.space.commands[0];
  const start = el("button", { type: "button", class: "button primary", on: { click: () => tell("compose", `${first.command} `) } }, `Type ${first?.command} for me`);
  const steps = [
    ["Type ", el("kbd", {}, first?.command || "/"), " below and press ", el("kbd", {}, "Enter"), "."],
    ["Write a sentence or two, then press ", el("kbd", {}, "Esc"), " in the middle."],
    ["Come back with the same command. Every word is still there."],
  ];
  const others = desk.space.commands.slice(1).map((each) => el("li", {}, el("kbd", {}, each.command), ` ${each.description}`));
  return el("div", { class: "welcome" },
    el("h2", {}, "Try this first"),
    el("ol", {}, steps.map((step) => el("li", {}, step))),
    first ? start : null,
    others.length ? el("p", {}, "And then:") : null,
    others.length ? el("ul", {}, others) : null,
    others.length ? el("p", {}, "The buttons at the top move the clock, so that weeks take seconds.") : null,
    el("p", { class: "note" }, "This is a stand-in for Slack on your own machine. The bot behind it is the real one; nothing leaves this computer."));
}
