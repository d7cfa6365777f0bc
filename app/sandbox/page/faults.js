// Things that go wrong on purpose.

import { byId, el, fill } from "./dom.js";
import { get, post } from "./api.js";
import { tell } from "./desk.js";

const TARGETS = ["views.open", "views.update", "views.push", "chat.postMessage", "chat.delete", "conversations.info", "conversations.members", "api", "bot", "bot:view_submission", "bot:block_actions"];
const WORDS = {
  slow: "slow", ratelimited: "429 with Retry-After", error_after: "500 after it was carried out",
  cut_after: "connection cut after it was carried out", never: "the bot hears nothing", lost: "the bot's answer is lost",
};

export function faultPanel() {
  const options = (list) => list.map(([value, words]) => el("option", { value }, words));
  const add = async (event) => {
    event.preventDefault();
    const read = (id) => byId(`fault-${id}`).value;
    try {
      show(await post("/ui/faults", { target: read("target"), kind: read("kind"), seconds: read("seconds"), times: read("times") }));
    } catch (error) {
      tell("notice", error.message);
    }
  };
  const opened = async (event) => event.target.open && show(await get("/ui/faults"));
  return el("details", { class: "faults", on: { toggle: opened } },
    el("summary", {}, "Make something go wrong"),
    el("form", { on: { submit: add } },
      el("label", {}, "Where", el("select", { id: "fault-target" }, options(TARGETS.map((each) => [each, each === "api" ? "any Web API method" : each === "bot" ? "anything sent to the bot" : each])))),
      el("label", {}, "What", el("select", { id: "fault-kind" }, options(Object.entries(WORDS)))),
      el("label", {}, "Seconds", el("input", { id: "fault-seconds", type: "number", min: "0", step: "0.1", value: "4" })),
      el("label", {}, "Times (empty: until removed)", el("input", { id: "fault-times", type: "number", min: "1", value: "1" })),
      el("button", { type: "submit", class: "button" }, "Add")),
    el("ul", { id: "faults" }));
}

function show({ planned }) {
  const remove = async (fault) => show(await post(`/ui/faults/${fault.id}/remove`));
  fill(byId("faults"), planned.map((fault) =>
    el("li", {}, `${fault.target}: ${WORDS[fault.kind]}, ${fault.left ? `next ${fault.left}` : "until removed"} `,
      el("button", { type: "button", class: "quiet", on: { click: () => remove(fault) } }, "Remove"))));
}
