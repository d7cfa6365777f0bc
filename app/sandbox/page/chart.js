// Tables, and charts drawn from their numbers: bars, lines, areas, and pies.

import { el, svg } from "./dom.js";
import { richText } from "./mrkdwn.js";

// Tables, and the numbers charts are made of.

const CELLS = {
  raw_text: (cell) => cell.text,
  raw_number: (cell) => cell.text ?? String(cell.value),
  rich_text: (cell) => richText(cell),
};

export function table(block) {
  const [head, ...rows] = block.rows;
  const look = (index, cell) => block.column_settings?.[index]?.align || (cell.type === "raw_number" ? "right" : "left");
  const draw = (tag, more = {}) => (cell, index) => el(tag, { ...more, class: `to-${look(index, cell)}` }, CELLS[cell.type](cell));
  return el("div", { class: "scroll" },
    el("table", {},
      block.caption ? el("caption", {}, block.caption) : null,
      el("thead", {}, el("tr", {}, head.map(draw("th", { scope: "col" })))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map(draw("td")))))));
}

export function numbers({ title, chart: { series, segments, axis_config: axis } }) {
  const named = series || [{ name: "", data: segments }];
  const labels = axis ? axis.categories : segments.map((segment) => segment.label);
  return el("div", { class: "scroll" },
    el("table", { "aria-label": title },
      el("thead", {}, el("tr", {}, el("td"), labels.map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, named.map((line) =>
        el("tr", {}, el("th", { scope: "row" }, line.name || "Value"), line.data.map((point) => el("td", { class: "to-right" }, String(point.value))))))));
}

// A pie from its segments, the first one beginning at the top.

const MIDDLE = { x: 260, y: 115 };
const RADIUS = 104;

const rim = (turn) => `${MIDDLE.x + RADIUS * Math.sin(turn * 2 * Math.PI)} ${MIDDLE.y - RADIUS * Math.cos(turn * 2 * Math.PI)}`;

export function pie(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  let turn = 0;
  return segments.map((segment, index) => {
    const from = turn;
    turn += segment.value / total;
    const title = svg("title", {}, `${segment.label}: ${segment.value}`);
    if (segments.length === 1) return svg("circle", { cx: MIDDLE.x, cy: MIDDLE.y, r: RADIUS, class: "fill-0" }, title);
    const large = turn - from > 0.5 ? 1 : 0;
    return svg("path", { d: `M${MIDDLE.x} ${MIDDLE.y}L${rim(from)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${rim(turn)}Z`, class: `slice fill-${index}` }, title);
  });
}

// Slack's charts as small pictures: line, bar, area, pie. The numbers stand below as a table.

const BOX = { width: 520, height: 230, left: 52, right: 12, top: 12, bottom: 44 };
const DRAWERS = { line: lines, area: areas, bar: bars };

export function chart(block) {
  const { type } = block.chart;
  const picture = type === "pie" ? pie(block.chart.segments) : plot(block.chart);
  return el("figure", { class: "chart" },
    el("figcaption", {}, block.title),
    svg("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", "aria-label": told(block) }, picture),
    legend(block.chart),
    el("details", {}, el("summary", {}, "The numbers"), numbers(block)));
}

// What a screen reader hears in place of the picture.
function told({ title, chart: { type, series, segments } }) {
  const listed = (points) => points.map((point) => `${point.label} ${point.value}`).join(", ");
  const words = segments ? listed(segments) : series.map((each) => `${each.name}: ${listed(each.data)}`).join("; ");
  return `${title}. A ${type} chart. ${words}.`;
}

function legend({ series, segments }) {
  const total = (segments || []).reduce((sum, segment) => sum + segment.value, 0);
  const share = (segment) => `${segment.label}: ${short(segment.value)} (${Math.round((100 * segment.value) / total)} %)`;
  const names = segments ? segments.map(share) : series.length > 1 ? series.map((each) => each.name) : [];
  if (!names.length) return null;
  return el("ul", { class: "legend" }, names.map((name, index) =>
    el("li", {}, svg("svg", { viewBox: "0 0 12 12", class: "key", "aria-hidden": "true" }, svg("rect", { width: 12, height: 12, rx: 3, class: `fill-${index}` })), name)));
}

export const short = (value) => new Intl.NumberFormat("en-US", { maximumFractionDigits: 2, notation: Math.abs(value) >= 1e6 ? "compact" : "standard" }).format(value);

// Round numbers for the axis, with zero among them for bars and areas.
function ticks(values, withZero) {
  const low = Math.min(...values, ...(withZero ? [0] : []));
  const high = Math.max(...values, ...(withZero ? [0] : []));
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - first);
  return Array.from({ length: count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function plot({ type, series, axis_config: axis }) {
  const marks = ticks(series.flatMap((each) => each.data.map((point) => point.value)), type !== "line");
  const [low, high] = [marks[0], marks.at(-1)];
  const wide = BOX.width - BOX.left - BOX.right;
  const tall = BOX.height - BOX.top - BOX.bottom;
  const slot = wide / axis.categories.length;
  const place = { x: (index) => BOX.left + slot * (index + 0.5), y: (value) => BOX.top + tall * (1 - (value - low) / (high - low)), slot, zero: Math.max(low, Math.min(high, 0)) };
  return [...grid(marks, place), ...categories(axis.categories, place), ...axisNames(axis), ...DRAWERS[type](series, place)];
}

function grid(marks, { y }) {
  return marks.flatMap((mark) => [
    svg("line", { x1: BOX.left, x2: BOX.width - BOX.right, y1: y(mark), y2: y(mark), class: mark === 0 ? "zero" : "rule" }),
    svg("text", { x: BOX.left - 7, y: y(mark) + 4, "text-anchor": "end" }, short(mark)),
  ]);
}

// Labels that would run into each other are cut, then left out in turn.
function categories(names, { x, slot }) {
  const longest = Math.max(...names.map((name) => name.length));
  const every = Math.max(1, Math.ceil((Math.min(longest, 8) * 7 + 8) / slot));
  const room = Math.max(4, Math.floor((slot * every) / 7));
  const cut = (name) => (name.length > room ? `${name.slice(0, room - 1)}…` : name);
  return names.map((name, index) => (index % every ? null : svg("text", { x: x(index), y: BOX.height - BOX.bottom + 17, "text-anchor": "middle" }, cut(name))));
}

function axisNames({ x_label: across, y_label: up }) {
  return [
    across ? svg("text", { x: (BOX.left + BOX.width - BOX.right) / 2, y: BOX.height - 7, "text-anchor": "middle", class: "axis" }, across) : null,
    up ? svg("text", { x: 12, y: (BOX.height - BOX.bottom + BOX.top) / 2, "text-anchor": "middle", transform: `rotate(-90 12 ${(BOX.height - BOX.bottom + BOX.top) / 2})`, class: "axis" }, up) : null,
  ];
}

const path = (series, { x, y }) => series.data.map((point, index) => `${index ? "L" : "M"}${x(index)} ${y(point.value)}`).join("");

function lines(all, place) {
  return all.flatMap((series, index) => [
    svg("path", { d: path(series, place), class: `line stroke-${index}` }),
    ...series.data.map((point, at) => svg("circle", { cx: place.x(at), cy: place.y(point.value), r: 3.5, class: `fill-${index}` }, svg("title", {}, `${point.label}: ${point.value}`))),
  ]);
}

function areas(all, place) {
  const ground = (series) => `L${place.x(series.data.length - 1)} ${place.y(place.zero)}L${place.x(0)} ${place.y(place.zero)}Z`;
  return [...all.map((series, index) => svg("path", { d: path(series, place) + ground(series), class: `area fill-${index}` })), ...lines(all, place)];
}

function bars(all, { x, y, slot, zero }) {
  const wide = Math.min(46, (slot * 0.75) / all.length);
  return all.flatMap((series, index) => series.data.map((point, at) => {
    const left = x(at) + wide * (index - all.length / 2);
    const [top, bottom] = [y(Math.max(point.value, zero)), y(Math.min(point.value, zero))];
    return svg("rect", { x: left, y: top, width: Math.max(1, wide - 1), height: Math.max(1, bottom - top), class: `fill-${index}` }, svg("title", {}, `${series.name}, ${point.label}: ${point.value}`));
  }));
}
