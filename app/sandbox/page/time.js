// Moments as the person in the seat reads them: in their time zone, by the sandbox's clock.

import { seatNow } from "./desk.js";

function written(seconds, style) {
  return new Intl.DateTimeFormat("en-GB", { ...style, timeZone: seatNow().tz }).format(new Date(seconds * 1000));
}

export const clockTime = (seconds) => written(seconds, { hour: "2-digit", minute: "2-digit" });
export const dayName = (seconds) => written(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const shortMoment = (seconds) => written(seconds, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
export const fullMoment = (seconds) => written(seconds, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
