// A pie from its segments, the first one beginning at the top.

import { svg } from "./dom.js";

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
