/* When the rest is expected: what is on and late pushes whatever was planned to follow it, in its box, in later boxes, and behind gates. */

/** @param {Line[]} lines @param {RunState} state @param {number} clock
 * @returns {{ expected: Stand["expected"], drift?: number, end?: { planned: number, expected: number } }} */
export function forecast(lines, state, clock) {
  /** @type {Stand["expected"]} */
  const expected = new Map(), timed = lines.filter((line) => line.at !== undefined && line.end !== undefined);
  if (!timed.length || timed[0].byClock) return { expected };
  const leaves = timed.filter(({ leaf }) => leaf), said = state.events.some((event) => event.do === "start");
  push(leaves, expected, clock, said);
  for (const line of timed) if (!line.leaf) around(line, lines, expected);
  const planned = Math.max(...timed.map(({ end }) => Number(end))), end = { planned, expected: Math.max(...[...expected.values()].map((each) => each.end)) };
  if (state.status !== "on" && state.status !== "paused") return { expected, end, ...(state.ended !== undefined && { drift: Math.max(0, state.ended - planned) }) };
  return { expected, end, drift: slip(leaves, expected) };
}

/** Each begins when planned, or when all is expected to have ended that was planned to end before that.
 * @param {Line[]} leaves @param {Stand["expected"]} expected @param {number} clock @param {boolean} said */
function push(leaves, expected, clock, said) {
  const order = new Map(leaves.map((line, i) => [line, i])), place = (/** @type {Line} */ line) => Number(order.get(line));
  const byStart = [...leaves].sort((a, b) => Number(a.at) - Number(b.at) || place(a) - place(b));
  const byEnd = [...byStart].sort((a, b) => Number(a.end) - Number(b.end) || Number(a.at) - Number(b.at) || place(a) - place(b));
  let free = -Infinity, next = 0;
  for (const line of byStart) {
    for (; next < byEnd.length && Number(byEnd[next].end) <= Number(line.at) && expected.has(byEnd[next].row.key); next++) {
      const { row, open, begun } = byEnd[next];
      if (!row.optional || !open || begun) free = Math.max(free, expected.get(row.key)?.end ?? free);
    }
    expected.set(line.row.key, expect(line, Math.max(Number(line.at), free), clock, said));
  }
}

/** @param {Line} line @param {number} from when it may begin @param {number} clock @param {boolean} said whether this team says when it begins */
function expect({ row, own, open, length, end = 0, waits }, from, clock, said) {
  if (!open) return { start: own?.started ?? Math.min(from, own?.ended ?? from), end: own?.ended ?? Math.max(from, end) };
  if (row.does === "gate") return { start: waits ? Math.max(from, clock) : from, end: waits ? Math.max(from, clock) : from };
  if (own?.state === "running") return { start: own.started ?? from, end: Math.max(clock, length === undefined ? end : (own.started ?? from) + length) };
  if (own?.state === "failed" || own?.state === "unmet") return { start: own.started ?? from, end: Math.max(clock, end) };
  const start = said && length !== undefined ? Math.max(from, clock) : from;
  return { start, end: Math.max(clock, length === undefined ? Math.max(start, end) : start + length) };
}

/** A box lasts from the first to the last of what it holds.
 * @param {Line} box @param {Line[]} lines @param {Stand["expected"]} expected */
function around(box, lines, expected) {
  const parts = lines.filter(({ up, row }) => up === box && row.does !== "gate").flatMap(({ row }) => expected.get(row.key) ?? []);
  if (!parts.length) return;
  const end = Math.max(...parts.map((part) => part.end));
  expected.set(box.row.key, { start: Math.min(...parts.map((part) => part.start)), end: box.open ? Math.max(end, Number(box.end)) : end });
}

/** By how much the work in hand ends late: what is begun; where nothing is, what should be; and an open gate whose time has come.
 * @param {Line[]} leaves @param {Stand["expected"]} expected */
function slip(leaves, expected) {
  const begun = leaves.filter((line) => line.open && !line.held && line.begun), next = leaves.find((line) => line.open && !line.held && !line.row.optional), gate = leaves.find((line) => line.waits);
  const late = (/** @type {Line | undefined} */ line) => (line ? (expected.get(line.row.key)?.end ?? 0) - Number(line.end) : 0);
  return Math.max(0, ...(begun.length ? begun : [next]).map(late), late(gate));
}
