// Builds DOM nodes. Text only ever becomes text nodes, so nothing shown can be markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat().filter(Boolean));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter(Boolean));
}

export const byId = (id) => document.getElementById(id);

let lastId = 0;
export const newId = (start) => `${start}-${(lastId += 1)}`;

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']";

export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter((node) => !node.disabled && node.offsetParent !== null);
}
