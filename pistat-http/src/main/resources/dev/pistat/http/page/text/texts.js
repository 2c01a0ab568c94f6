// The texts of the page, in the language in force. A text with parameters is a function of them. The names and help of metrics
// and the texts of events come from the server, in English.

import { language } from "../data/settings.js";
import { charts } from "../layout.js";
import de from "./de.js";
import en from "./en.js";

/** The names of charts, lines and flags: the layout has them in English, and other languages translate them. */
const names = Object.fromEntries(
    charts.flatMap(({ id, title, lines, stripName, flags = [] }) => [
        [`chart.${id}`, title],
        ...[...lines, { name: stripName }].filter(({ name }) => name).map(({ name }) => [`line.${name}`, name]),
        ...flags.map(({ name }) => [`flag.${name}`, name]),
    ]),
);

/** All texts by language and key. */
export const languages = { en: { ...names, ...en }, de };

/** A text in the language in force; undefined if there is none. */
export function text(key, ...parameters) {
    const found = languages[language()][key] ?? languages.en[key];
    return typeof found === "function" ? found(...parameters) : found;
}

/** The heading of a chart; one that is not in the layout has a title of its own. */
export function title({ title: own, kind, id, only }) {
    return text(`chart.${kind ?? id}`, only) ?? own;
}
