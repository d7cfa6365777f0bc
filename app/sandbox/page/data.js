// Tables, and the numbers charts are made of.

import { el } from "./dom.js";
import { richText } from "./richtext.js";

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
