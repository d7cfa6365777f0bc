// Layout blocks of messages and modals.

import { chart, table } from "./chart.js";
import { el, newId } from "./dom.js";
import { control } from "./elements.js";
import { mrkdwn, plain, richText } from "./mrkdwn.js";

export function words(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [el("span", { class: "plain", dir: "auto" }, plain(object.text, object.emoji !== false))];
}

// `scene` says what stands in each input and what to do when somebody acts; see modal.js and messages.js.
const BLOCKS = {
  section: (block, scene) => section(block, scene),
  divider: () => el("hr"),
  header: (block) => el(`h${Math.min((block.level || 1) + 2, 6)}`, { class: "header" }, words(block.text)),
  context: (block) => el("div", { class: "context" }, block.elements.map(contextElement)),
  actions: (block, scene) => el("div", { class: "actions" }, block.elements.map((element) => control(block, element, scene))),
  input: (block, scene) => input(block, scene),
  rich_text: (block) => richText(block),
  image: (block) => image(block.alt_text, words(block.title)),
  alert: (block) => el("div", { class: `alert ${block.level || "default"}`, role: block.level === "error" ? "alert" : "note" }, words(block.text)),
  markdown: (block) => el("div", { class: "markdown", dir: "auto" }, block.text),
  table: (block) => table(block),
  data_table: (block) => table(block),
  data_visualization: (block) => chart(block),
};

export function blocks(list, scene) {
  return list.map((block) =>
    el("div", { class: `block is-${block.type}`, data: { block: block.block_id } }, BLOCKS[block.type]?.(block, scene) ?? unknown(block)),
  );
}

const unknown = (block) => el("p", { class: "note" }, `The sandbox does not draw ${block.type} yet.`);

// Pictures are not loaded: the page fetches nothing from elsewhere.
const image = (alt, title = []) => el("figure", { class: "picture" }, el("figcaption", {}, title, " ", el("span", {}, `Image: ${alt}`)));

function contextElement(element) {
  return element.type === "image" ? el("span", { class: "note" }, `[${element.alt_text}]`) : el("span", {}, words(element));
}

function section(block, scene) {
  const text = block.text ? el("div", { class: "text" }, words(block.text)) : null;
  const fields = block.fields ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, words(field)))) : null;
  const accessory = block.accessory
    ? el("div", { class: "accessory" }, block.accessory.type === "image" ? image(block.accessory.alt_text) : control(block, block.accessory, scene))
    : null;
  return el("div", { class: "row" }, el("div", { class: "words" }, text, fields), accessory);
}

const GROUPS = ["radio_buttons", "checkboxes", "multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select"];

function input(block, scene) {
  const ids = { control: newId("input"), hint: newId("hint"), error: newId("error") };
  const optional = block.optional ? el("span", { class: "optional" }, " (optional)") : null;
  const group = GROUPS.includes(block.element.type);
  const label = group ? el("legend", {}, words(block.label), optional) : el("label", { for: ids.control }, words(block.label), optional);
  const described = [block.hint && ids.hint, ids.error].filter(Boolean).join(" ");
  const held = control(block, block.element, scene, { id: ids.control, described });
  const hint = block.hint ? el("p", { class: "hint", id: ids.hint }, words(block.hint)) : null;
  const error = el("p", { class: "error", id: ids.error, data: { error: block.block_id } });
  return group
    ? el("fieldset", { "aria-describedby": described }, label, held, hint, error)
    : el("div", {}, label, held, hint, error);
}
