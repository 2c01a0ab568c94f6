// The viewer's settings, which the browser stores where it can.

const KEY = "pistat";

const choices = {
    theme: ["auto", "light", "dark"],
    language: ["auto", "en", "de"],
    temperature: ["celsius", "fahrenheit"],
    network: ["bytes", "bits"],
};

const chosen = read();

function read() {
    let kept = {};
    try {
        kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
        // There is no storage, or it has something else: the defaults.
    }
    const settings = {};
    for (const [name, values] of Object.entries(choices)) {
        settings[name] = values.includes(kept[name]) ? kept[name] : values[0];
    }
    return settings;
}

/** The value of a setting. */
export function setting(name) {
    return chosen[name];
}

/** The values of a setting, the default first. */
export function choicesOf(name) {
    return choices[name];
}

/** Changes a setting. */
export function choose(name, value) {
    chosen[name] = value;
    try {
        localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
        // The setting lasts until the page is closed.
    }
}

/** The theme in force, `light` or `dark`. */
export function theme() {
    if (chosen.theme !== "auto") return chosen.theme;
    return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** The language in force. */
export function language() {
    if (chosen.language !== "auto") return chosen.language;
    const known = (navigator.languages ?? [])
        .map((tag) => tag.slice(0, 2))
        .find((tag) => choices.language.includes(tag));
    return known ?? "en";
}

/** The locale of numbers and dates: the viewer's own, if it has the language in force. */
export function locale() {
    const own = (navigator.languages ?? []).find((tag) => tag.startsWith(language()));
    return own ?? (language() === "en" ? "en-GB" : language());
}
