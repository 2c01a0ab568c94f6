// The page's scales and the ways it writes a number.

const percent = { unit: "%", min: 0, max: 100, high: 70, critical: 85 };

/** The metrics that are judged: the ends of a chart's scale, and where "high" (yellow) and "critical" (red) begin. */
export const gauges = {
    cpu_percent: percent,
    mem_percent: percent,
    cpu_temp: { unit: "°C", min: 30, max: 90, high: 65, critical: 80 },
    disk_percent: percent,
};

export function levelOf(value, { high, critical }) {
    return value >= critical ? "critical" : value >= high ? "high" : "normal";
}

/** Binary units, three significant digits, as `free -h` and `df -h` count. */
export function bytes(count) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let unit = 0;
    while (count >= 999.5 && unit < units.length - 1) {
        count /= 1024;
        unit++;
    }
    return `${unit === 0 ? count : count.toPrecision(3)} ${units[unit]}`;
}

/** `3d 4h 5m`; leading zeros are left out, so a fresh boot reads `0m`. */
export function duration(seconds) {
    const [days, hours, minutes] = [seconds / 86400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor);
    if (days > 0) return `${days}d ${hours}h ${minutes}m`;
    return hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m`;
}

/** `HH:MM:SS` in the viewer's zone. */
export function clock(seconds) {
    return new Date(seconds * 1000).toTimeString().slice(0, 8);
}
