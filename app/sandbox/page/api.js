// Talks to the stand-in: JSON requests, and the stream of news.

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export async function get(path) {
  return read(await fetch(path));
}

export async function post(path, body = {}) {
  const headers = { "Content-Type": "application/json" };
  return read(await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}

// A read that news sets off, one at a time: a burst of news becomes two, and no answer overtakes a newer one.
export function inTurn(load) {
  let loading = false;
  let again = false;
  return async () => {
    again = true;
    if (loading) return;
    loading = true;
    try {
      while (again) {
        again = false;
        await load();
      }
    } finally {
      loading = false;
    }
  };
}

async function read(response) {
  if (response.ok) return response.json();
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const sentence = isJson ? (await response.json()).error : `The sandbox answered ${response.status}.`;
  throw new Refused(response.status, sentence);
}

// The browser resumes with Last-Event-ID after a short break; after a long one the news is "reset".
export function listen(after, hear, state) {
  const source = new EventSource(`/ui/feed?after=${encodeURIComponent(after)}`);
  let lost = false;
  source.onopen = () => {
    state(true);
    if (lost) hear({ kind: "reset" });
    lost = false;
  };
  source.onerror = () => {
    lost = true;
    state(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(after, hear, state), 1500);
  };
  source.onmessage = (message) => hear(JSON.parse(message.data));
}
