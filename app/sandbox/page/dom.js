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

// Keeps a list on the screen as a list of items says: only what changed is drawn.
// An item is { key, text, draw }: `text` is what it looks like, so that the same text stays as it is
// and screen readers hear what is new alone.

export function reconcile(box, drawn, items) {
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, old] of drawn) {
    if (wanted.has(key)) continue;
    old.node.remove();
    drawn.delete(key);
  }
  items.forEach((item, index) => {
    const node = current(box, drawn, item);
    if (box.children[index] !== node) box.insertBefore(node, box.children[index] || null);
  });
}

function current(box, drawn, item) {
  const old = drawn.get(item.key);
  if (old?.text === item.text) return old.node;
  const node = item.draw();
  drawn.set(item.key, { node, text: item.text });
  if (old) replace(old.node, node);
  return node;
}

// Whoever was in the message when it changed stays in it.
function replace(old, node) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(node);
  if (focused) (node.querySelector("button, select") || node).focus({ preventScroll: true });
}
