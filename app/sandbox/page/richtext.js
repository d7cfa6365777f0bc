// The rich_text block: nothing in its texts is parsed.

import { el } from "./dom.js";
import { channel, emoji, formatDate, link, mention } from "./mrkdwn.js";

const STYLES = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };

function styled(node, style = {}) {
  return Object.entries(STYLES).reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}

const PIECES = {
  text: (piece) => broken(piece.text),
  link: (piece) => link(piece.url, piece.text || piece.url),
  emoji: (piece) => emoji(piece.name),
  user: (piece) => mention(piece.user_id),
  channel: (piece) => channel(piece.channel_id),
  broadcast: (piece) => el("mark", { class: "ping" }, `@${piece.range}`),
  date: (piece) => formatDate(piece.timestamp, piece.format) || piece.fallback || "",
  color: (piece) => piece.value,
  usergroup: (piece) => `@${piece.usergroup_id}`,
};

function broken(text) {
  const parts = text.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
  return el("span", { dir: "auto" }, parts);
}

const pieces = (elements) => elements.map((piece) => styled(PIECES[piece.type]?.(piece) ?? "", piece.style));

const PARTS = {
  rich_text_section: (part) => el("p", {}, pieces(part.elements)),
  rich_text_quote: (part) => el("blockquote", {}, pieces(part.elements)),
  rich_text_preformatted: (part) => el("pre", {}, pieces(part.elements)),
  rich_text_list: (part) =>
    el(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent || 0}`, start: part.offset ? part.offset + 1 : null },
      part.elements.map((item) => el("li", {}, pieces(item.elements)))),
};

export function richText(block) {
  return el("div", { class: "rich" }, block.elements.map((part) => PARTS[part.type]?.(part) ?? ""));
}
