// The modal in front: draws the top view, keeps what is being typed, traps the focus.

import { blocks } from "./blocks.js";
import { actInView, desk, on, typed, unsent } from "./desk.js";
import { byId, el, fill, focusable } from "./dom.js";

let drawn = null; // which version of which view is on the screen
let busy = false;
let before = null;

export function startModal() {
  on("window", draw);
  document.addEventListener("keydown", keys);
  on("seat", () => {
    drawn = null;
  });
  on("busy", (now) => {
    busy = now;
    mark();
  });
}

function draw() {
  const view = desk.window.views.at(-1);
  const layer = byId("layer");
  const version = view ? `${desk.window.id} ${view.id} ${view.hash} ${desk.window.views.length}` : "";
  if (version !== drawn) {
    const sameView = version && drawn?.split(" ")[1] === view.id;
    const focus = sameView ? focusNow() : null;
    if (version && !drawn) before = document.activeElement;
    drawn = version;
    fill(layer, view ? veil(view) : null);
    blockRest(Boolean(view));
    if (view) takeFocus(layer, focus);
    else before?.focus?.();
  }
  if (view) mark();
}

function blockRest(open) {
  for (const id of ["sidebar", "main", "thread", "clock"]) byId(id).inert = open;
}

function veil(view) {
  const below = desk.window.views.at(-2);
  const title = el("h2", { id: "modal-title", tabindex: "-1" }, view.title.text);
  const back = below ? el("button", { type: "button", class: "back", on: { click: () => close(false) } }, "‹ ", el("span", {}, below.title.text)) : null;
  const shut = el("button", { type: "button", class: "shut", "aria-label": "Close all", title: "Close all", on: { click: () => close(true) } }, "×");
  const dialog = el("div", { class: `modal depth-${desk.window.views.length}`, role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title" },
    el("header", {}, el("div", {}, back, title), shut),
    el("div", { class: "body", id: "modal-body" }, blocks(view.blocks, scene(view))),
    el("p", { class: "trouble", role: "alert", id: "modal-trouble" }),
    el("footer", {},
      el("button", { type: "button", class: "button", id: "modal-close", on: { click: () => close(false) } }, view.close?.text || "Cancel"),
      view.submit ? el("button", { type: "button", class: "button primary", id: "modal-submit", on: { click: submit } }, el("span", { class: "spinner", "aria-hidden": "true" }), view.submit.text) : null));
  return el("div", { class: "veil" }, dialog);
}

function scene(view) {
  const values = new Map(view.values.map((each) => [`${each.block} ${each.action}`, each.value]));
  return {
    value: ({ block, action }) => {
      const mine = unsent(block, action);
      return mine && !mine.choice ? mine.value : values.get(`${block} ${action}`);
    },
    type: (control, value, extra) => typed(control, value, extra),
    choose: (control, value) => typed(control, value, { choice: true }),
    click: (control) => actInView("click", control),
  };
}

async function submit() {
  if (busy) return;
  await actInView("submit");
  const wrong = document.querySelector("#modal-body [aria-invalid='true']");
  if (wrong) wrong.focus();
}

function close(clear) {
  actInView("close", { clear });
}

function keys(event) {
  const dialog = document.querySelector(".modal");
  if (!dialog || byId("inspector").contains(document.activeElement)) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(false);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    submit();
  } else if (event.key === "Tab") {
    wrap(event, dialog);
  }
}

function wrap(event, dialog) {
  const stops = focusable(dialog);
  const [first, last] = [stops[0], stops.at(-1)];
  const at = document.activeElement;
  if (event.shiftKey && (at === first || !stops.includes(at))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (at === last || !dialog.contains(at))) {
    event.preventDefault();
    first.focus();
  }
}

function focusNow() {
  const node = document.activeElement;
  const inBody = byId("modal-body")?.contains(node);
  return inBody && node.dataset.key ? { key: node.dataset.key, start: node.selectionStart, end: node.selectionEnd } : null;
}

function takeFocus(layer, focus) {
  const kept = focus && layer.querySelector(`[data-key="${CSS.escape(focus.key)}"]`);
  const node = kept || layer.querySelector("[data-first]") || layer.querySelector("#modal-body :is(input, textarea, select)") || byId("modal-title");
  node.focus({ preventScroll: !kept });
  if (kept && focus.start !== null && focus.start !== undefined && kept.setSelectionRange) kept.setSelectionRange(focus.start, focus.end);
}

// Errors, trouble and waiting change without drawing the view anew.
function mark() {
  const view = desk.window?.views.at(-1);
  if (!view || !byId("modal-body")) return;
  for (const place of document.querySelectorAll("[data-error]")) {
    const sentence = view.errors[place.dataset.error] || "";
    if (place.textContent !== sentence) place.textContent = sentence;
    const field = place.parentElement.querySelector("input, textarea, select");
    if (sentence) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
  const trouble = byId("modal-trouble");
  const why = view.problems.length ? " The inspector says what the bot sent." : "";
  const sentence = desk.window.trouble ? desk.window.trouble + why : "";
  if (trouble.textContent !== sentence) trouble.textContent = sentence;
  document.querySelector(".modal").classList.toggle("busy", busy);
  document.querySelector(".modal").setAttribute("aria-busy", String(busy));
}
