// Puts the page together: what is known goes to the parts that show it, what the viewer wants to those that get it.

import { address, addressed, between, goBack, isLive, onAddress, zoomed } from "./range.js";
import * as api from "./api.js";
import { Catalogue } from "./catalogue.js";
import { now } from "./times.js";
import { Live } from "./live.js";
import { colour, forgetColours } from "./paint.js";
import { complete } from "./samples.js";
import { choose, language, theme } from "./settings.js";
import { View } from "./view.js";

/** Kinds of events after which /api/metrics, or the history, may say something else than before. */
const CHANGES_CATALOGUE = /appeared$|_failed$|_recovered$/;
const CHANGES_HISTORY = /^clock_|^history_/;
const CATALOGUE_EVERY = 300_000;
const AGAIN = 10_000;
const FEW = 10;
const STREAM_MAY_BRING_IT = 200;
const AROUND = 900;
/** So many samples may come while the history is asked for. */
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
    /** Where a live range ends: at the newest sample, or where that would be if samples came as they should. */
    now: () => Math.max(page.newest?.at ?? 0, now() - (page.newest ? 3 * page.interval : 0)),
};

let view;
let catalogueAsked = -Infinity;

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
    look: (at) => go(between(at - AROUND, Math.min(at + AROUND, now()))),
    loaded: (answer) => view.showRange(answer),
    failed: () => {},
};

function build() {
    document.documentElement.lang = language();
    view = new View(page, actions);
    view.showRange();
    view.showState();
    if (page.host) view.showHost();
    if (page.newest) view.showSample(page.newest);
}

function showSample(sample) {
    page.recent = [...page.recent.filter(({ id }) => id !== sample.id), sample].slice(-RECENT);
    view.showSample(sample);
    if (!sample.whole) completeSoon(sample);
    const strange = [...sample.values].some(([key, value]) => value !== null && !page.catalogue.knows(key));
    const waited = performance.now() - catalogueAsked;
    if (waited > CATALOGUE_EVERY || (strange && waited > AGAIN)) loadCatalogue();
}

function showEvent(event) {
    view.events.add(event, isLive(page.range));
    if (CHANGES_CATALOGUE.test(event.kind)) loadCatalogue();
    if (CHANGES_HISTORY.test(event.kind)) reload();
}

function showState(state, since) {
    const was = page.state;
    Object.assign(page, { state, since });
    view.showState();
    if (was !== "reconnecting" || state === was) return;
    // It may be another one than before: restarted, with other settings.
    loadFacts();
    view.charts.retry();
}

/** A sample that was asked for has the seed's readings alone. If the stream does not bring all of it, the history has them. */
function completeSoon(sample) {
    setTimeout(() => {
        if (sample.whole || sample.asked || page.newest !== sample) return;
        if (live.streams) completeSoon(sample);
        else completeSample(sample);
    }, STREAM_MAY_BRING_IT);
}

async function completeSample(sample) {
    const groups = page.catalogue
        .names()
        .filter((name) => !sample.values.has(name) && page.catalogue.has(name))
        .map((metric) => [{ metric, instances: page.catalogue.instances(metric) }]);
    if (groups.length === 0) return;
    sample.asked = true;
    try {
        const range = { from: sample.at - 2 * page.interval, to: sample.at + 0.002, points: FEW };
        const parts = await api.query(groups, range);
        if (page.newest !== sample) return;
        complete(sample, parts);
        live.completed(sample);
        showSample(sample);
        // Without the stream nobody tells of events.
        view.loadEvents();
    } catch {
        // The next one may do better.
    }
}

/** Shows another range; the address says so, and `back` knows the one before, unless a fixed one is only moved. */
function go(range, inPlace = false) {
    address(range, inPlace && !isLive(page.range));
    page.range = range;
    view.showRange();
    reload();
}

function back() {
    if (!goBack()) go(zoomed(page.range, page.now(), 2));
}

/** What may have changed or been missed is asked for again. */
function reload() {
    view.reload();
}

async function loadCatalogue() {
    catalogueAsked = performance.now();
    try {
        page.catalogue = new Catalogue(await api.get("api/metrics"), page.catalogue);
        view.plan();
        const { newest } = page;
        if (newest && !newest.whole) completeSoon(newest);
    } catch {
        catalogueAsked = performance.now() + AGAIN - CATALOGUE_EVERY;
    }
}

/** Which machine this is, and how often it is sampled. */
async function loadFacts() {
    try {
        const [host, config] = await Promise.all([api.host(), api.get("api/config")]);
        page.interval = live.interval = config.interval_seconds;
        page.cores = host.cores;
        page.host = host;
        view.showHost();
    } catch {
        setTimeout(loadFacts, AGAIN);
    }
}

function chooseSetting(name, value) {
    choose(name, value);
    if (name === "theme") return showTheme();
    if (name !== "language") return view.restyle();
    view.destroy();
    build();
    view.plan();
    view.header.openSettings(name);
}

function showTheme() {
    document.documentElement.dataset.theme = theme();
    forgetColours();
    document.querySelector("meta[name=theme-color]").content = colour("page");
    view.restyle();
}

function start() {
    build();
    showTheme();
    live.start();
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", showTheme);
    onAddress((range) => {
        page.range = range;
        view.showRange();
        reload();
    });
    loadFacts();
    loadCatalogue();
}

start();
