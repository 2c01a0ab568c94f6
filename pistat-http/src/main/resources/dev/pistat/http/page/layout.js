// The layout: which metrics are shown where. Only this file names metrics; one that is in the catalogue and not in here
// appears under "More". The titles of charts and the names of lines are in English here and translated in text/. A `text` is
// the key of a text in text/.

/** The arrays in `/api/current`, by name, and the metric whose instances are their values. */
export const arrays = { cpu_per_core: "cpu_core_percent" };

const percent = { least: 0, most: 100, high: 70, critical: 85 };

/**
 * The cards, in their order. `unit` replaces that of the catalogue. `level` has the ends of the sparkline's scale and the
 * values at which "high" and "critical" begin.
 */
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
 * The charts, in their order, in the section `history` unless they name another. A line is drawn as `line`, `area`, `stack`
 * (on top of the stack before it) or `down` (below zero); `right` gives it the axis on the right; a `quiet` one is left out
 * where it is always 0. A line without a name has that of its metric. `each` makes one chart per instance. `strips` are drawn
 * below the plot, one row per instance from dark to bright, with the instance or `stripName` beside it. `flags` mark the time
 * in which they were not 0. `top` is a metric that the scale reaches up to, `least` and `most` are its fixed ends, `atLeast`
 * is the lowest upper end, `unit` as with cards.
 */
export const charts = [
    {
        id: "cpu",
        title: "Processor",
        lines: [
            { metric: "cpu_user_percent", name: "user", as: "stack" },
            { metric: "cpu_system_percent", name: "system", as: "stack" },
            { metric: "cpu_iowait_percent", name: "waiting for disks", as: "stack" },
            { metric: "cpu_steal_percent", name: "stolen", as: "stack", quiet: true },
            { metric: "cpu_percent", name: "all", as: "line", colour: 8 },
        ],
        strips: "cpu_core_percent",
        least: 0,
        most: 100,
    },
    {
        id: "memory",
        title: "Memory",
        lines: [
            { metric: "mem_used", name: "used", as: "area" },
            { metric: "mem_cached", name: "cached", as: "line" },
            { metric: "swap_used", name: "swap", as: "line" },
        ],
        least: 0,
        top: "mem_total",
    },
    {
        id: "temperature",
        title: "Temperature",
        lines: [
            { metric: "cpu_temp", name: "processor", as: "line" },
            { metric: "temperature_celsius", as: "line" },
            { metric: "fan_rpm", as: "line", right: true },
        ],
        flags: [
            { metric: "undervoltage_now", name: "under-voltage" },
            { metric: "throttled_now", name: "throttled" },
            { metric: "temperature_limited_now", name: "soft limit" },
            { metric: "frequency_capped_now", name: "clock capped" },
        ],
        spread: 20,
    },
    {
        id: "load",
        title: "Load",
        lines: [
            { metric: "load_1", name: "1 min", as: "area" },
            { metric: "load_5", name: "5 min", as: "line" },
            { metric: "load_15", name: "15 min", as: "line" },
        ],
        unit: "load",
        least: 0,
        atLeast: 1,
        cores: true,
    },
    {
        id: "network",
        title: "Network, all interfaces",
        lines: [
            { metric: "net_receive_rate", name: "received", as: "area" },
            { metric: "net_send_rate", name: "sent", as: "down" },
        ],
        atLeast: 1000,
        bits: true,
    },
    {
        id: "interface",
        title: (name) => `Network ${name}`,
        each: true,
        lines: [
            { metric: "interface_receive_rate", name: "received", as: "area" },
            { metric: "interface_send_rate", name: "sent", as: "down" },
        ],
        atLeast: 1000,
        bits: true,
    },
    {
        id: "disk",
        title: (device) => `Disk ${device}`,
        each: true,
        lines: [
            { metric: "disk_read_rate", name: "read", as: "area" },
            { metric: "disk_write_rate", name: "written", as: "down" },
        ],
        strips: "disk_busy_percent",
        stripName: "busy",
        atLeast: 1000,
    },
    {
        id: "pressure",
        title: "Pressure: time spent waiting",
        section: "details",
        lines: [
            { metric: "pressure_cpu_some_percent", name: "for a core", as: "line" },
            { metric: "pressure_memory_some_percent", name: "for memory", as: "line" },
            { metric: "pressure_memory_full_percent", name: "all for memory", as: "line" },
            { metric: "pressure_io_some_percent", name: "for a disk", as: "line" },
            { metric: "pressure_io_full_percent", name: "all for a disk", as: "line" },
        ],
        least: 0,
        atLeast: 10,
    },
    {
        id: "power",
        title: "Power",
        section: "details",
        lines: [
            { metric: "board_power_watts", name: "board", as: "area" },
            { metric: "power_watts", as: "line" },
        ],
        least: 0,
    },
    {
        id: "clock",
        title: "Clock rate",
        section: "details",
        lines: [
            { metric: "cpu_frequency_hertz", as: "line" },
            { metric: "firmware_frequency_hertz", name: "firmware", as: "line" },
        ],
        least: 0,
    },
    { id: "voltage", title: "Core voltage", section: "details", lines: [{ metric: "core_volts", name: "core", as: "line" }] },
    {
        id: "tasks",
        title: "Tasks",
        section: "details",
        lines: [
            { metric: "processes_running", name: "running", as: "line" },
            { metric: "processes_blocked", name: "blocked", as: "line" },
        ],
        least: 0,
        atLeast: 4,
    },
    {
        id: "wifi",
        title: "Wi-Fi",
        section: "details",
        lines: [
            { metric: "wifi_signal_dbm", name: "signal", as: "line" },
            { metric: "wifi_quality_percent", name: "quality", as: "line", right: true },
        ],
    },
    {
        id: "operations",
        title: (device) => `Operations of ${device}`,
        section: "details",
        each: true,
        lines: [
            { metric: "disk_reads", name: "reads", as: "area" },
            { metric: "disk_writes", name: "writes", as: "down" },
        ],
        atLeast: 1,
    },
    {
        id: "faults",
        title: "Network faults",
        section: "details",
        lines: [
            { metric: "interface_errors", name: "errors", as: "line", quiet: true },
            { metric: "interface_drops", name: "drops", as: "line", quiet: true },
        ],
        quiet: true,
        least: 0,
        atLeast: 1,
    },
    {
        id: "buffers",
        title: "Buffers and unwritten data",
        section: "details",
        lines: [
            { metric: "mem_buffers", name: "buffers", as: "line" },
            { metric: "mem_dirty", name: "unwritten", as: "line" },
        ],
        least: 0,
    },
    {
        id: "pistat-cpu",
        title: "PiStat's processor time",
        section: "own",
        lines: [{ metric: "pistat_cpu_percent", name: "PiStat", as: "area" }],
        least: 0,
        atLeast: 1,
    },
    {
        id: "pistat-time",
        title: "Time that a sample takes, by group",
        section: "own",
        lines: [{ metric: "pistat_sample_seconds", as: "line" }],
        least: 0,
    },
];

/** The bars: how full file systems are, and how worn flash chips. */
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

/** PiStat's own figures; other metrics that begin with `prefix` appear among them. */
export const own = {
    prefix: "pistat_",
    figures: [
        { metric: "pistat_cpu_percent", text: "own.cpu" },
        { metric: "pistat_memory_bytes", text: "own.memory" },
        { metric: "pistat_written_bytes", text: "own.written", aDay: true },
    ],
};

/** The rules of the verdict. `lasting` is the number of seconds after which a limit counts. */
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

/** Metrics that repeat others on the page: totals of rates, shares of amounts, the rest of what is used. */
export const covered = [
    "mem_available",
    "swap_total",
    "swap_percent",
    "disk_read_bytes",
    "disk_written_bytes",
    "interface_received_bytes",
    "interface_sent_bytes",
];
