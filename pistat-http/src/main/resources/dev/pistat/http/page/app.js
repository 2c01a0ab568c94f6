// The start of the page: it connects the live data, the dashboard and the actions of the viewer.

import { colour, forgetColours } from "./view/dom.js";
import { Dashboard } from "./dashboard.js";
import * as api from "./data/api.js";
import { Catalogue } from "./data/catalogue.js";
import { now } from "./data/clock.js";
import { Live } from "./data/live.js";
import { address, addressed, between, goBack, isLive, onAddress, zoomed } from "./data/range.js";
import { complete } from "./data/samples.js";
import { choose, language, theme } from "./data/settings.js";

/** Kinds of events after which the catalogue, or the history, may be different. */
const CHANGES_CATALOGUE = /appeared$|_failed$|_recovered$/;
const CHANGES_HISTORY = /^clock_|^history_/;
const CATALOGUE_EVERY = 300_000;
const RETRY = 10_000;
/** The least that `/api/query` allows. */
const FEW_POINTS = 10;
/** Milliseconds in which the stream may bring the rest of a sample. */
const STREAM_BRINGS = 200;
/** Seconds before and after an event in its range. */
const AROUND = 900;
/** The most samples that come during a request for history. */
const RECENT = 30;

const page = {
    catalogue: new Catalogue([]),
    cores: null,
    interval: 10,
    recent: [],
    get newest() {
        return this.recent.at(-1) ?? null;
    },
    range: addressed(),
    state: "connecting",
    since: null,
    /** The end of a live range: the newest sample, or the time at which one is due. */
    now: () => Math.max(page.newest?.at ?? 0, now() - (page.newest ? 3 * page.interval : 0)),
};

let dashboard;
let catalogueLoaded = -Infinity;

const live = new Live({
    counters: () => page.catalogue.counters,
    sample: showSample,
    event: showEvent,
    state: showState,
    missed: reload,
});

const actions = {
    go,
    back,
    choose: chooseSetting,
    showMoment: (at) => go(between(at - AROUND, Math.min(at + AROUND, now()))),
    loaded: (answer) => dashboard.showRange(answer),
};

function build() {
    document.documentElement.lang = language();
    dashboard = new Dashboard(page, actions);
    dashboard.showRange();
    dashboard.showState();
    if (page.host) dashboard.showHost();
    if (page.newest) dashboard.showSample(page.newest);
}

function showSample(sample) {
    page.recent = [...page.recent.filter(({ id }) => id !== sample.id), sample].slice(-RECENT);
    dashboard.showSample(sample);
    if (!sample.whole) completeSoon(sample);
    const unknown = [...sample.values].some(([key, value]) => value !== null && !page.catalogue.knows(key));
    const waited = performance.now() - catalogueLoaded;
    if (waited > CATALOGUE_EVERY || (unknown && waited > RETRY)) loadCatalogue();
}

function showEvent(event) {
    dashboard.events.add(event, isLive(page.range));
    if (CHANGES_CATALOGUE.test(event.kind)) loadCatalogue();
    if (CHANGES_HISTORY.test(event.kind)) reload();
}

function showState(state, since) {
    const was = page.state;
    Object.assign(page, { state, since });
    dashboard.showState();
    if (was !== "reconnecting" || state === was) return;
    // The server may have restarted with other settings.
    loadFacts();
    dashboard.charts.retry();
}

/** `/api/current` has only some readings. If the stream does not bring the whole sample, the history has the others. */
function completeSoon(sample) {
    setTimeout(() => {
        if (sample.whole || sample.completing || page.newest !== sample) return;
        if (live.streams) completeSoon(sample);
        else completeSample(sample);
    }, STREAM_BRINGS);
}

async function completeSample(sample) {
    const groups = page.catalogue
        .names()
        .filter((name) => !sample.values.has(name) && page.catalogue.has(name))
        .map((metric) => [{ metric, instances: page.catalogue.instances(metric) }]);
    if (groups.length === 0) return;
    sample.completing = true;
    try {
        const range = { from: sample.at - 2 * page.interval, to: sample.at + 0.002, points: FEW_POINTS };
        const parts = await api.query(groups, range);
        if (page.newest !== sample) return;
        complete(sample, parts);
        live.completed(sample);
        showSample(sample);
        // Without the stream no events come by themselves.
        dashboard.loadEvents();
    } catch {
        // The next sample may succeed.
    }
}

/** Shows another range. `back` returns to the one before, unless a fixed range only moved. */
function go(range, inPlace = false) {
    address(range, inPlace && !isLive(page.range));
    page.range = range;
    dashboard.showRange();
    reload();
}

function back() {
    if (!goBack()) go(zoomed(page.range, page.now(), 2));
}

/** Loads again what may have changed or been missed. */
function reload() {
    dashboard.reload();
}

async function loadCatalogue() {
    catalogueLoaded = performance.now();
    try {
        page.catalogue = new Catalogue(await api.get("api/metrics"), page.catalogue);
        dashboard.plan();
        const { newest } = page;
        if (newest && !newest.whole) completeSoon(newest);
    } catch {
        catalogueLoaded = performance.now() + RETRY - CATALOGUE_EVERY;
    }
}

/** Loads the facts about this machine, and how often it is sampled. */
async function loadFacts() {
    try {
        const [host, config] = await Promise.all([api.host(), api.get("api/config")]);
        page.interval = live.interval = config.interval_seconds;
        page.cores = host.cores;
        page.host = host;
        dashboard.showHost();
    } catch {
        setTimeout(loadFacts, RETRY);
    }
}

function chooseSetting(name, value) {
    choose(name, value);
    if (name === "theme") return showTheme();
    if (name !== "language") return dashboard.restyle();
    dashboard.destroy();
    build();
    dashboard.plan();
    dashboard.header.openSettings(name);
}

function showTheme() {
    document.documentElement.dataset.theme = theme();
    forgetColours();
    document.querySelector("meta[name=theme-color]").content = colour("page");
    dashboard.restyle();
}

function start() {
    build();
    showTheme();
    live.start();
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", showTheme);
    onAddress((range) => {
        page.range = range;
        dashboard.showRange();
        reload();
    });
    loadFacts();
    loadCatalogue();
}

start();
