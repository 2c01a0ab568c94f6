// Requests to the server's API.

import { adjustClockToDate, adjustClock, now } from "./clock.js";

const TIMEOUT = 15_000;
/** The most series in one request. */
const MOST_SERIES = 64;
/** The series of a request as the catalogue knows them; the store may know more instances. */
const LIKELY_SERIES = 40;
const MOST_PAGES = 20;

/** An answer with a status other than 200 or 204. */
class HttpError extends Error {
    constructor(status, path) {
        super(`${path}: HTTP ${status}`);
        this.status = status;
    }
}

/** The JSON of an answer; null for 204. */
export async function get(path, { signal } = {}) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT);
    signal?.addEventListener("abort", () => timeout.abort());
    try {
        const sent = Date.now() / 1000;
        const response = await fetch(path, { cache: "no-store", signal: timeout.signal });
        adjustClockToDate(response.headers.get("Date"), sent, Date.now() / 1000);
        if (!response.ok) throw new HttpError(response.status, path);
        return response.status === 204 ? null : await response.json();
    } finally {
        clearTimeout(timer);
    }
}

/** `/api/host`, which has the server's time to the microsecond. */
export async function host() {
    const sent = Date.now() / 1000;
    const answer = await get("api/host");
    adjustClock(answer.server_time, sent, Date.now() / 1000);
    return answer;
}

/** The events of a range, oldest first; of very many the last ones. */
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
 * The history of metrics, at most `points` of each series: `{answer, requested}` for each request, with the moment of the request.
 *
 * @param groups lists of `{metric, instances}`, or of `{metric, instances, only}` for these instances alone; a group is in one
 *     answer if it fits
 * @param range without `to` it ends at the server's own time
 */
export async function query(groups, range, signal) {
    const { from, to, points } = range;
    const common = { from: from.toFixed(3), points: String(points), ...(to == null ? {} : { to: to.toFixed(3) }) };
    const ask = async (some) => {
        const requested = now();
        const keys = some.flatMap(({ metric, only }) => only?.map((instance) => `${metric}:${instance}`) ?? [metric]);
        const query = new URLSearchParams([...Object.entries(common), ...keys.map((key) => ["series", key])]);
        try {
            return [{ answer: await get(`api/query?${query}`, { signal }), requested }];
        } catch (failure) {
            if (failure.status !== 400) throw failure;
            return (await Promise.all(divided(some).map(ask))).flat();
        }
    };
    return (await Promise.all(batches(groups).map(ask))).flat();
}

/** The address of an export of these series over a range, as `csv` or `ndjson`. */
export function exportAddress(keys, { from, to }, format) {
    const parameters = [
        ...keys.slice(0, MOST_SERIES).map((key) => ["metric", key]),
        ["from", from.toFixed(3)],
        ["to", to.toFixed(3)],
        ["format", format],
    ];
    return `api/export?${new URLSearchParams(parameters)}`;
}

/** The groups, put together in requests. A metric is requested with all instances, so that former ones show too. */
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

/** A group that is too large for one request: each metric by itself, or some instances of one. */
function parted(group) {
    return group.flatMap((each) => (each.instances.length > MOST_SERIES ? divided([each]) : [[each]]));
}

/** The parts of a request that was refused: half of the metrics each, or some instances of one. */
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
