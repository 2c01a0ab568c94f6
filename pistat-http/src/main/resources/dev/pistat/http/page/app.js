import { showSample } from "./cards.js";
import { charts } from "./charts.js";
import { clock } from "./units.js";

const NUMBERS_EVERY = 5_000;
const CHARTS_EVERY = 60_000;
const PATIENCE = 10_000;

const notice = document.querySelector("#notice");
const updated = document.querySelector("#updated");

let answered = Date.now() / 1000;
let chartsDue = 0;

async function get(path) {
    const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
}

async function refreshNumbers() {
    let sample;
    try {
        const response = await get("api/current");
        sample = response.status === 204 ? null : await response.json();
    } catch (failure) {
        const code = failure.message.startsWith("HTTP ") ? ` (${failure.message})` : "";
        say("lost", `no answer from PiStat since ${clock(answered)}${code}`);
        chartsDue = 0;
        return;
    }
    answered = Date.now() / 1000;
    showSample(sample);
    showUpdated(sample?.timestamp);
    say(sample ? "live" : "waiting", sample ? "" : "waiting for the first sample");
    if (performance.now() >= chartsDue) refreshCharts();
    if (!sample) chartsDue = 0;
}

async function refreshCharts() {
    chartsDue = performance.now() + CHARTS_EVERY - NUMBERS_EVERY / 2; // with the nearest round of numbers
    let config, histories;
    try {
        [config, ...histories] = await Promise.all([
            get("api/config").then((response) => response.json()),
            ...charts.map(({ metric }) => get(`api/history?metric=${metric}&hours=1`).then(history)),
        ]);
    } catch {
        chartsDue = 0;
        return;
    }
    charts.forEach((chart, i) => chart.show(histories[i].readings, config.interval_seconds, histories[i].end));
}

/** An answer's readings and its moment by the server's clock, which is the one that the readings go by. */
async function history(response) {
    const sent = Date.parse(response.headers.get("Date")) || Date.now();
    return { readings: await response.json(), end: sent / 1000 };
}

/** The state of the page, in words only when something is to be said; the same words are not announced twice. */
function say(state, words) {
    document.body.dataset.state = state;
    if (notice.textContent !== words) notice.textContent = words;
}

function showUpdated(timestamp) {
    updated.hidden = timestamp == null;
    if (updated.hidden) return;
    const taken = new Date(timestamp * 1000);
    const today = taken.toDateString() === new Date().toDateString();
    const date = taken.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
    updated.firstElementChild.dateTime = taken.toISOString();
    updated.firstElementChild.textContent = clock(timestamp) + (today ? "" : `, ${date}`);
}

/** The work, not started again while it is under way. */
function oneAtATime(work) {
    let running = false;
    return async () => {
        if (running) return;
        running = true;
        await work().finally(() => (running = false));
    };
}

const refresh = oneAtATime(refreshNumbers);

// Nobody looks at a hidden page: it asks nothing, and everything at once when it is seen again.
document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    chartsDue = 0;
    refresh();
});
setInterval(() => document.hidden || refresh(), NUMBERS_EVERY);
refresh();
