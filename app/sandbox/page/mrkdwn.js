// Slack's mrkdwn as DOM nodes.

import { channelAt, personAt, seatNow } from "./desk.js";
import { el } from "./dom.js";

const EMOJI = {
  wave: "👋", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", rocket: "🚀", memo: "📝",
  eyes: "👀", bulb: "💡", lock: "🔒", mag: "🔍", seedling: "🌱", tada: "🎉", point_right: "👉", star: "⭐",
  hourglass: "⏳", calendar: "📅", pencil2: "✏️", speech_balloon: "💬", thinking_face: "🤔", smile: "😄",
  thumbsup: "👍", "+1": "👍", chart_with_upwards_trend: "📈", mirror: "🪞", compass: "🧭", book: "📖",
  arrow_right: "➡️", arrows_counterclockwise: "🔄", round_pushpin: "📍", large_green_circle: "🟢", link: "🔗",
};

export const emoji = (name) => EMOJI[name] || `:${name}:`;

export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

export function plain(text, withEmoji = true) {
  return withEmoji ? text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name)) : text;
}

const SPANS = [
  [/^`([^`\n]+)`/, (found) => el("code", {}, unescape(found[1]))],
  [/^<([^<>\n]+)>/, (found) => angle(found[1])],
  [/^\*(\S(?:[^*\n]*\S)?)\*(?!\w)/, (found) => el("strong", {}, inline(found[1]))],
  [/^_(\S(?:[^_\n]*\S)?)_(?!\w)/, (found) => el("em", {}, inline(found[1]))],
  [/^~(\S(?:[^~\n]*\S)?)~(?!\w)/, (found) => el("s", {}, inline(found[1]))],
  [/^:([a-z0-9_+-]+):/, (found) => document.createTextNode(emoji(found[1]))],
];

function inline(text) {
  const nodes = [];
  let words = "";
  for (let at = 0; at < text.length; ) {
    const span = /\w/.test(text[at - 1] || "") ? null : spanAt(text.slice(at));
    if (!span) {
      words += text[at];
      at += 1;
      continue;
    }
    nodes.push(...lines(words), span.node);
    words = "";
    at += span.length;
  }
  return [...nodes, ...lines(words)];
}

function spanAt(rest) {
  if (!"`<*_~:".includes(rest[0])) return null;
  for (const [pattern, make] of SPANS) {
    const found = pattern.exec(rest);
    if (found) return { node: make(found), length: found[0].length };
  }
  return null;
}

function lines(text) {
  if (!text) return [];
  return unescape(text).split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

function angle(inside) {
  const [target, label] = split(inside);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return el("mark", { class: "ping", title: "This would notify people" }, `@${target.slice(1).split("^")[0]}`);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channel(target.slice(1), label);
  return link(unescape(target), label === undefined ? unescape(target) : unescape(label));
}

function split(inside) {
  const at = inside.indexOf("|");
  return at < 0 ? [inside, undefined] : [inside.slice(0, at), inside.slice(at + 1)];
}

export function link(url, label) {
  if (!/^(https?:|mailto:)/i.test(url)) return el("span", { class: "dead-link", title: url }, label);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function mention(userId) {
  return el("span", { class: "mention" }, `@${personAt(userId)?.name || userId}`);
}

export function channel(id, label) {
  const known = channelAt(id);
  return el("span", { class: "mention" }, `#${known?.name || label || id}`);
}

const DATE_STYLES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { dateStyle: "long" }, date_pretty: { dateStyle: "long" },
  date_short: { day: "numeric", month: "short", year: "numeric" }, date_short_pretty: { day: "numeric", month: "short", year: "numeric" },
  date_long: { dateStyle: "full" }, date_long_pretty: { dateStyle: "full" }, day_divider_pretty: { dateStyle: "full" },
  time: { timeStyle: "short" }, time_secs: { timeStyle: "medium" },
};

function date(target, fallback) {
  const [, stamp, format, url] = target.split("^");
  const text = formatDate(Number(stamp), format) || unescape(fallback || "");
  return url ? link(url, text) : el("time", {}, text);
}

export function formatDate(stamp, format) {
  if (!Number.isFinite(stamp) || !format) return null;
  const when = new Date(stamp * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, name) =>
    DATE_STYLES[name] ? new Intl.DateTimeFormat("en-GB", { ...DATE_STYLES[name], timeZone: seatNow().tz }).format(when) : whole,
  );
}

export function mrkdwn(text) {
  return text.split(/```/).flatMap((part, index, all) => {
    if (index % 2 && index < all.length - 1) return [el("pre", {}, unescape(part.replace(/^\n/, "")))];
    return paragraphs(index % 2 ? "```" + part : part);
  });
}

function paragraphs(text) {
  const nodes = [];
  for (const run of text.split(/((?:^&gt;.*(?:\n|$))+)/m)) {
    if (!run) continue;
    const quoted = run.startsWith("&gt;");
    const words = quoted ? run.replace(/^&gt; ?/gm, "").replace(/\n$/, "") : run;
    nodes.push(...(quoted ? [el("blockquote", {}, inline(words))] : inline(words)));
  }
  return nodes;
}

// The rich_text block: nothing in its texts is parsed.

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
