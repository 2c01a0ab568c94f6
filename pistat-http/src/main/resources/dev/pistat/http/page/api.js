// Asking the server.

import { heardDate, heardTime, now } from "./times.js";

const PATIENCE = 15_000;
/** Series that one request may ask for. The store may know more instances than the newest sample: half is left free. */
const MOST_SERIES = 64;
const LIKELY_SERIES = 40;
const MOST_PAGES = 20;

/** An answer of the server that is not 200 or 204. */
class Refused extends Error {
    constructor(status, path) {
        super(`${path}: HTTP ${status}`);
        this.status = status;
    }
}

/** The JSON of an answer; null for 204. */
export async function get(path, { signal } = {}) {
    const impatient = new AbortController();
    const timer = setTimeout(() => impatient.abort(), PATIENCE);
    signal?.addEventListener("abort", () => impatient.abort());
    try {
        const sent = Date.now() / 1000;
        const response = await fetch(path, { cache: "no-store", signal: impatient.signal });
        heardDate(response.headers.get("Date"), sent, Date.now() / 1000);
        if (!response.ok) throw new Refused(response.status, path);
        return response.status === 204 ? null : await response.json();
    } finally {
        clearTimeout(timer);
    }
}

/** `/api/host`, which says the server's time to the microsecond. */
export async function host() {
    const sent = Date.now() / 1000;
    const answer = await get("api/host");
    heardTime(answer.server_time, sent, Date.now() / 1000);
    return answer;
}

/** The events of a range, oldest first, from as many requests as it takes; of very many the last ones. */
export async function events(from, to, signal) {
    let found = [];
    let after = null;
    let pages = 0;
    do {
        const query = new URLSearchParams({ from: from.toFixed(3), to: to.toFixed(3) });
        if (after != null) query.set("after", after);
        const answer = await get(`api/events?${query}`, { signal });
        found = found.concat(answer.events).slice(-5_000);
        after = answer.next;
    } while (after != null && ++pages < MOST_PAGES);
    return found;
}

/**
 * History for charts, at most `points` of each series. `groups` are lists of `{metric, instances}`, or of
 * `{metric, instances, only}` for those alone, that come in one answer if they can. A live range leaves out `to`, which is the server's own now. Gives `{answer, asked}` for each request, with
 * the moment at which it was asked for.
 */
export async function query(groups, { from, to, points }, signal) {
    const range = { from: from.toFixed(3), points: String(points), ...(to == null ? {} : { to: to.toFixed(3) }) };
    const ask = async (some) => {
        const asked = now();
        const keys = some.flatMap(({ metric, only }) => only?.map((instance) => `${metric}:${instance}`) ?? [metric]);
        const query = new URLSearchParams([...Object.entries(range), ...keys.map((key) => ["series", key])]);
        try {
            return [{ answer: await get(`api/query?${query}`, { signal }), asked }];
        } catch (failure) {
            if (failure.status !== 400) throw failure;
            return (await Promise.all(divided(some).map(ask))).flat();
        }
    };
    return (await Promise.all(batches(groups).map(ask))).flat();
}

/** What fits into one request. A metric is asked for as a whole, so that instances that are gone show too. */
function batches(groups) {
    const batches = [];
    let room = 0;
    for (const piece of groups.flatMap((group) => (sizeOf(group) > MOST_SERIES ? parted(group) : [group]))) {
        const size = sizeOf(piece);
        if (size > room) {
            batches.push([]);
            room = LIKELY_SERIES;
        }
        batches.at(-1).push(...piece);
        room -= size;
    }
    return batches;
}

function sizeOf(group) {
    return group.reduce((size, { instances }) => size + Math.max(1, instances.length), 0);
}

/** What is too much for one request: each metric by itself, or so many instances of one. */
function parted(group) {
    return group.flatMap((each) => (each.instances.length > MOST_SERIES ? divided([each]) : [[each]]));
}

/** What to ask instead of what was refused: half of the metrics each, or so many instances of the one. */
function divided(some) {
    if (some.length > 1) {
        const half = some.length >> 1;
        return [some.slice(0, half), some.slice(half)];
    }
    const [{ metric, instances, only }] = some;
    const pieces = [];
    for (let i = 0; !only && i < instances.length; i += MOST_SERIES) {
        const part = instances.slice(i, i + MOST_SERIES);
        pieces.push([{ metric, instances: part, only: part }]);
    }
    return pieces;
}
