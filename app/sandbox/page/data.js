// Tables, and charts as the numbers they are made of.

import { el } from "./dom.js";
import { richText } from "./richtext.js";

const CELLS = {
  raw_text: (cell) => cell.text,
  raw_number: (cell) => cell.text ?? String(cell.value),
  rich_text: (cell) => richText(cell),
};

export function table(block) {
  const [head, ...rows] = block.rows;
  return el("div", { class: "scroll" },
    el("table", {},
      block.caption ? el("caption", {}, block.caption) : null,
      el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, CELLS[cell.type](cell))))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, CELLS[cell.type](cell))))))));
}

export function chart(block) {
  const { series, segments, axis_config: axis } = block.chart;
  const named = series || [{ name: "", data: segments }];
  const labels = axis ? axis.categories : segments.map((segment) => segment.label);
  return el("div", { class: "scroll" },
    el("table", {},
      el("caption", {}, `${block.title} (${block.chart.type})`),
      el("thead", {}, el("tr", {}, el("th"), labels.map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, named.map((line) =>
        el("tr", {}, el("th", { scope: "row" }, line.name), line.data.map((point) => el("td", {}, String(point.value))))))));
}
