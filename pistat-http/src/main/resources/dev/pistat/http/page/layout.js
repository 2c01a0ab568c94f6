// Where the known metrics are shown. This is the only place that names metrics: one that is in the catalogue and not in
// here appears by itself under "More". `text` and `title` are keys of texts.js.

/** The seed's names in a sample for what are arrays there, and one metric with instances everywhere else. */
export const arrays = { cpu_per_core: "cpu_core_percent" };

const percent = { least: 0, most: 100, high: 70, critical: 85 };

/** The cards, in their order. `unit` is how their numbers are written, where the catalogue's does not say enough. `level` has the scale of the sparkline and where "high" and "critical" begin. */
export const cards = [
    { id: "cpu", value: "cpu_percent", level: percent },
    { id: "memory", value: "mem_percent", level: percent, of: ["mem_used", "mem_total"] },
    { id: "temperature", value: "cpu_temp", level: { least: 30, most: 90, high: 65, critical: 80 } },
    { id: "disk", value: "disk_percent", level: percent, of: ["disk_used", "disk_total"] },
    { id: "load", value: "load_1", also: ["load_5", "load_15"], unit: "load", perCore: true },
    {
        id: "network",
        rates: ["net_receive_rate", "net_send_rate"],
        totals: ["net_bytes_recv", "net_bytes_sent"],
        bits: true,
    },
    { id: "uptime", value: "uptime_seconds", ribbon: true },
];

/**
 * The charts, in their order, in the section `history` unless they name another. A line is drawn as `line`, `area`, `stack` (upon the stack below it) or `down` (below zero);
 * `right` gives it the axis on the right; one that is `quiet` is left out where it is 0 all the time. `each` makes one chart per instance. `strips` are drawn below as one row per
 * instance, dark to bright, with the instance or `stripText` beside it; `flags` mark the time in which they were not 0. `top` is a metric that the scale reaches up to,
 * `least` and `most` its fixed ends, `atLeast` the lowest upper end. `unit` as with cards.
 */
export const charts = [
    {
        id: "cpu",
        lines: [
            { metric: "cpu_user_percent", text: "line.user", as: "stack" },
            { metric: "cpu_system_percent", text: "line.system", as: "stack" },
            { metric: "cpu_iowait_percent", text: "line.iowait", as: "stack" },
            { metric: "cpu_steal_percent", text: "line.steal", as: "stack", quiet: true },
            { metric: "cpu_percent", text: "line.busy", as: "line", colour: 8 },
        ],
        strips: "cpu_core_percent",
        least: 0,
        most: 100,
    },
    {
        id: "memory",
        lines: [
            { metric: "mem_used", text: "line.used", as: "area" },
            { metric: "mem_cached", text: "line.cached", as: "line" },
            { metric: "swap_used", text: "line.swap", as: "line" },
        ],
        least: 0,
        top: "mem_total",
    },
    {
        id: "temperature",
        lines: [
            { metric: "cpu_temp", text: "line.processor", as: "line" },
            { metric: "temperature_celsius", as: "line" },
            { metric: "fan_rpm", as: "line", right: true },
        ],
        flags: [
            { metric: "undervoltage_now", text: "flag.undervoltage" },
            { metric: "throttled_now", text: "flag.throttled" },
            { metric: "temperature_limited_now", text: "flag.temperature_limited" },
            { metric: "frequency_capped_now", text: "flag.frequency_capped" },
        ],
        spread: 20,
    },
    {
        id: "load",
        lines: [
            { metric: "load_1", text: "line.minute1", as: "area" },
            { metric: "load_5", text: "line.minute5", as: "line" },
            { metric: "load_15", text: "line.minute15", as: "line" },
        ],
        unit: "load",
        least: 0,
        atLeast: 1,
        cores: true,
    },
    {
        id: "network",
        lines: [
            { metric: "net_receive_rate", text: "line.received", as: "area" },
            { metric: "net_send_rate", text: "line.sent", as: "down" },
        ],
        atLeast: 1000,
        bits: true,
    },
    {
        id: "interface",
        each: true,
        lines: [
            { metric: "interface_receive_rate", text: "line.received", as: "area" },
            { metric: "interface_send_rate", text: "line.sent", as: "down" },
        ],
        atLeast: 1000,
        bits: true,
    },
    {
        id: "disk",
        each: true,
        lines: [
            { metric: "disk_read_rate", text: "line.read", as: "area" },
            { metric: "disk_write_rate", text: "line.written", as: "down" },
        ],
        strips: "disk_busy_percent",
        stripText: "line.busy_share",
        atLeast: 1000,
    },
    {
        id: "pressure",
        section: "details",
        lines: [
            { metric: "pressure_cpu_some_percent", text: "line.cpu_some", as: "line" },
            { metric: "pressure_memory_some_percent", text: "line.memory_some", as: "line" },
            { metric: "pressure_memory_full_percent", text: "line.memory_full", as: "line" },
            { metric: "pressure_io_some_percent", text: "line.io_some", as: "line" },
            { metric: "pressure_io_full_percent", text: "line.io_full", as: "line" },
        ],
        least: 0,
        atLeast: 10,
    },
    {
        id: "power",
        section: "details",
        lines: [
            { metric: "board_power_watts", text: "line.board", as: "area" },
            { metric: "power_watts", as: "line" },
        ],
        least: 0,
    },
    {
        id: "clock",
        section: "details",
        lines: [
            { metric: "cpu_frequency_hertz", as: "line" },
            { metric: "firmware_frequency_hertz", text: "line.firmware", as: "line" },
        ],
        least: 0,
    },
    { id: "voltage", section: "details", lines: [{ metric: "core_volts", text: "line.core", as: "line" }] },
    {
        id: "tasks",
        section: "details",
        lines: [
            { metric: "processes_running", text: "line.running", as: "line" },
            { metric: "processes_blocked", text: "line.blocked", as: "line" },
        ],
        least: 0,
        atLeast: 4,
    },
    {
        id: "wifi",
        section: "details",
        lines: [
            { metric: "wifi_signal_dbm", text: "line.signal", as: "line" },
            { metric: "wifi_quality_percent", text: "line.quality", as: "line", right: true },
        ],
    },
    {
        id: "operations",
        section: "details",
        each: true,
        lines: [
            { metric: "disk_reads", text: "line.reads", as: "area" },
            { metric: "disk_writes", text: "line.writes", as: "down" },
        ],
        atLeast: 1,
    },
    {
        id: "faults",
        section: "details",
        lines: [
            { metric: "interface_errors", text: "line.errors", as: "line", quiet: true },
            { metric: "interface_drops", text: "line.drops", as: "line", quiet: true },
        ],
        quiet: true,
        least: 0,
        atLeast: 1,
    },
    {
        id: "buffers",
        section: "details",
        lines: [
            { metric: "mem_buffers", text: "line.buffers", as: "line" },
            { metric: "mem_dirty", text: "line.dirty", as: "line" },
        ],
        least: 0,
    },
    {
        id: "pistat-cpu",
        section: "own",
        lines: [{ metric: "pistat_cpu_percent", text: "line.cpu", as: "area" }],
        least: 0,
        atLeast: 1,
    },
    {
        id: "pistat-time",
        section: "own",
        lines: [{ metric: "pistat_sample_seconds", as: "line" }],
        least: 0,
    },
];

/** What is shown as bars: how full file systems are, how worn chips. */
export const bars = [
    {
        id: "space",
        percent: "filesystem_percent",
        used: "filesystem_used",
        total: "filesystem_total",
        high: 70,
        critical: 85,
    },
    { id: "wear", percent: "flash_wear_percent", status: "flash_reserve_status", high: 70, critical: 90 },
];

/** PiStat's own figures; whatever else begins with `prefix` appears among them by itself. */
export const own = {
    prefix: "pistat_",
    figures: [
        { metric: "pistat_cpu_percent", text: "own.cpu" },
        { metric: "pistat_memory_bytes", text: "own.memory" },
        { metric: "pistat_written_bytes", text: "own.written", aDay: true },
    ],
};

/** What the verdict looks at. `lasting` is how many seconds it must have been so. */
export const rules = {
    flags: [
        { now: "undervoltage_now", ever: "undervoltage_since_boot", word: "undervoltage", level: "critical" },
        { now: "throttled_now", ever: "throttled_since_boot", word: "throttled", level: "warning" },
        {
            now: "temperature_limited_now",
            ever: "temperature_limited_since_boot",
            word: "temperature_limited",
            level: "warning",
        },
        {
            now: "frequency_capped_now",
            ever: "frequency_capped_since_boot",
            word: "frequency_capped",
            level: "warning",
        },
    ],
    limits: [
        { metric: "cpu_temp", warning: 80, critical: 80, word: "temperature" },
        { metric: "filesystem_percent", warning: 85, critical: 85, word: "disk" },
        { metric: "mem_percent", warning: 85, critical: 85, word: "memory" },
        { metric: "cpu_percent", warning: 85, lasting: 300, word: "cpu" },
        { metric: "flash_wear_percent", warning: 80, critical: 100, word: "wear" },
        { metric: "flash_reserve_status", warning: 2, critical: 3, word: "reserve" },
        { metric: "pressure_memory_full_percent", warning: 10, critical: 40, word: "pressure_memory" },
        { metric: "pressure_io_full_percent", warning: 60, word: "pressure_io" },
    ],
};

/** Metrics that say what others on the page say already: totals of rates, shares of amounts, what was left of what is used. */
export const covered = [
    "mem_available",
    "swap_total",
    "swap_percent",
    "disk_read_bytes",
    "disk_written_bytes",
    "interface_received_bytes",
    "interface_sent_bytes",
];
