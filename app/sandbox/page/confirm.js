// The small question some buttons ask before they act.

import { el } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";

export function confirmed(question) {
  if (!question) return Promise.resolve(true);
  return new Promise((decide) => {
    const dialog = el("dialog", { class: "confirm", "aria-label": question.title.text });
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      decide(yes);
    };
    const body = question.text.type === "mrkdwn" ? mrkdwn(question.text.text) : [plain(question.text.text)];
    dialog.append(
      el("h2", {}, question.title.text),
      el("p", {}, body),
      el("div", { class: "actions" },
        el("button", { type: "button", class: "button", on: { click: () => answer(false) } }, question.deny.text),
        el("button", { type: "button", class: `button ${question.style || "primary"}`, on: { click: () => answer(true) } }, question.confirm.text)),
    );
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("cancel", () => answer(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
