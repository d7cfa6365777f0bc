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
