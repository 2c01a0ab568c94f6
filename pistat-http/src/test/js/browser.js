// What the page's modules need of a browser: its languages and its time zone.

export const languages = ["en-GB"];

process.env.TZ = "Europe/Berlin";
Object.defineProperty(globalThis, "navigator", { value: { languages }, configurable: true });
