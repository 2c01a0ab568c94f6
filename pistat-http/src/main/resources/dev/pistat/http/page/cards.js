import { bytes, duration, gauges, levelOf } from "./units.js";

const oneDecimal = (value) => value.toFixed(1);
const twoDecimals = (value) => value.toFixed(2);

const written = {
    cpu_percent: oneDecimal,
    mem_percent: oneDecimal,
    mem_used: bytes,
    mem_total: bytes,
    cpu_temp: oneDecimal,
    disk_percent: oneDecimal,
    disk_used: bytes,
    disk_total: bytes,
    load_1: twoDecimals,
    load_5: twoDecimals,
    load_15: twoDecimals,
    net_bytes_sent: bytes,
    net_bytes_recv: bytes,
    uptime_seconds: duration,
};

for (const card of document.querySelectorAll("[data-gauge]")) {
    const { unit, high, critical } = gauges[card.dataset.gauge];
    card.style.setProperty("--high", `${high}%`);
    card.style.setProperty("--critical", `${critical}%`);
    const thresholds = card.querySelector(".thresholds");
    if (thresholds) thresholds.textContent = `high ≥ ${high}, critical ≥ ${critical} ${unit}`;
}

/** Shows a sample on the cards; null, while there is none, makes every number a dash. */
export function showSample(sample) {
    for (const number of document.querySelectorAll("[data-metric]")) {
        const metric = number.dataset.metric;
        const value = sample?.[metric];
        number.textContent = value == null ? "–" : written[metric](value);
    }
    for (const card of document.querySelectorAll("[data-gauge]")) {
        const value = sample?.[card.dataset.gauge];
        const level = value == null ? "" : levelOf(value, gauges[card.dataset.gauge]);
        card.dataset.level = level;
        card.querySelector(".level").textContent = level || (sample ? "no reading" : "");
        card.querySelector(".meter div").style.width = `${Math.min(Math.max(value ?? 0, 0), 100)}%`;
    }
}
