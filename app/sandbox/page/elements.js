// Everything in a block that somebody can act on.

import { listedName, offered } from "./channels.js";
import { desk } from "./desk.js";
import { el, newId } from "./dom.js";
import { mrkdwn, plain } from "./mrkdwn.js";

// The small question some buttons ask before they act.

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

const label = (object) => (object.type === "mrkdwn" ? mrkdwn(object.text) : [plain(object.text, object.emoji !== false)]);

// A control is named by its block and action; that is also how focus finds its way back.
const name = (block, element) => ({ block: block.block_id, action: element.action_id });
const key = (block, element) => ({ key: `${block.block_id} ${element.action_id}` });

const MAKERS = {
  button, overflow, radio_buttons: choices, checkboxes: choices,
  plain_text_input: text, email_text_input: text, url_text_input: text, number_input: text,
  static_select: select, users_select: select, conversations_select: select, channels_select: select,
  multi_static_select: many, multi_users_select: many, multi_conversations_select: many, multi_channels_select: many,
  datepicker: moment, timepicker: moment, datetimepicker: moment,
};

export function control(block, element, scene, field = {}) {
  const make = MAKERS[element.type];
  return make ? make(block, element, scene, field) : el("span", { class: "note" }, `The sandbox does not draw ${element.type} yet.`);
}

function button(block, element, scene) {
  const press = async () => {
    if (await confirmed(element.confirm)) scene.click(name(block, element));
    if (element.url) window.open(element.url, "_blank", "noopener");
  };
  const attributes = { type: "button", class: `button ${element.style || ""}`, "aria-label": element.accessibility_label, data: key(block, element) };
  return el("button", { ...attributes, on: { click: press } }, label(element.text));
}

function overflow(block, element, scene) {
  const pick = async (event) => {
    const value = event.target.value;
    event.target.value = "";
    if (value && (await confirmed(element.confirm))) scene.choose(name(block, element), value);
  };
  const options = element.options.map((option) => el("option", { value: option.value }, label(option.text)));
  return el("select", { class: "overflow", "aria-label": "More", data: key(block, element), on: { change: pick } }, el("option", { value: "" }, "⋯"), options);
}

const KINDS = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

function text(block, element, scene, field) {
  const area = element.multiline;
  const value = scene.value(name(block, element)) ?? "";
  const send = (extra) => scene.type(name(block, element), node.value, extra);
  const listeners = {
    input: () => {
      if (area) grow(node);
      send();
    },
    keydown: (event) => {
      if (event.key === "Enter" && !area && !event.isComposing) {
        event.preventDefault();
        send({ enter: true });
      }
    },
  };
  const attributes = {
    id: field.id, class: "text-input", dir: "auto", autocomplete: "off", "aria-describedby": field.described,
    placeholder: element.placeholder?.text, inputmode: KINDS[element.type], value, data: key(block, element), on: listeners,
    "aria-label": field.id ? null : element.placeholder?.text || "Text", "aria-required": field.id && !block.optional ? "true" : null,
  };
  const node = area ? el("textarea", { ...attributes, rows: 3 }) : el("input", { ...attributes, type: "text" });
  if (area) queueMicrotask(() => grow(node));
  if (element.focus_on_load) node.dataset.first = "";
  return node;
}

function grow(node) {
  node.style.height = "auto";
  node.style.height = `${Math.min(node.scrollHeight + 2, 320)}px`;
}

function choices(block, element, scene, field) {
  const single = element.type === "radio_buttons";
  const now = scene.value(name(block, element));
  const chosen = new Set((single ? [now] : now || []).filter(Boolean).map((option) => option.value));
  const group = newId("choice");
  const change = () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    scene.choose(name(block, element), single ? values[0] : values);
  };
  const rows = element.options.map((option, index) => {
    const inputKey = { key: `${block.block_id} ${element.action_id} ${index}` };
    const input = el("input", { type: single ? "radio" : "checkbox", name: group, value: option.value, checked: chosen.has(option.value), data: inputKey, on: { change } });
    const more = option.description ? el("span", { class: "note" }, label(option.description)) : null;
    return el("label", { class: "choice" }, input, el("span", {}, label(option.text), more));
  });
  const box = el("div", { class: "choices", role: field.id ? null : single ? "radiogroup" : "group", "aria-label": field.id ? null : "Choices" }, rows);
  return box;
}

function people() {
  return desk.people.map((person) => [person.id, listedName(person)]);
}

// What a select of people or channels offers; the others bring their own options.
function listed(element) {
  if (element.type.includes("static")) return null;
  return element.type.includes("users") ? people() : offered(element);
}

function select(block, element, scene, field) {
  const now = scene.value(name(block, element));
  const value = now?.value ?? now ?? "";
  const pairs = listed(element);
  const one = ([id, words]) => el("option", { value: id, selected: id === value }, words);
  const options = (list) => list.map((option) => one([option.value, plain(option.text.text)]));
  const inside = pairs ? pairs.map(one)
    : element.option_groups ? element.option_groups.map((group) => el("optgroup", { label: group.label.text }, options(group.options)))
      : options(element.options);
  const empty = el("option", { value: "" }, element.placeholder?.text || "Choose…");
  const change = (event) => scene.choose(name(block, element), event.target.value || null);
  const attributes = { id: field.id, "aria-describedby": field.described, "aria-label": field.id ? null : element.placeholder?.text || "Choose" };
  return el("select", { ...attributes, class: "select", data: key(block, element), on: { change } }, empty, inside);
}

function many(block, element, scene, field) {
  const pairs = listed(element);
  const groups = (element.option_groups || []).flatMap((group) => group.options);
  const options = pairs
    ? pairs.map(([value, words]) => ({ value, text: { type: "plain_text", text: words } }))
    : [...(element.options || []), ...groups];
  const raw = scene.value(name(block, element)) || [];
  const value = () => raw.map((each) => (typeof each === "string" ? { value: each } : each));
  return choices(block, { ...element, type: "checkboxes", options }, { ...scene, value }, field);
}

const MOMENTS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

function moment(block, element, scene, field) {
  const now = scene.value(name(block, element));
  const whole = element.type === "datetimepicker";
  const value = whole && now ? local(now) : now || "";
  const change = (event) => {
    const text = event.target.value;
    scene.choose(name(block, element), !text ? null : whole ? Math.floor(new Date(text).getTime() / 1000) : text);
  };
  const attributes = { id: field.id, "aria-describedby": field.described, "aria-label": field.id ? null : element.placeholder?.text || MOMENTS[element.type] };
  return el("input", { ...attributes, type: MOMENTS[element.type], class: "text-input short", value, data: key(block, element), on: { change } });
}

function local(stamp) {
  const when = new Date(stamp * 1000);
  return new Date(when.getTime() - when.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
