import "./browser.js";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { presets } from "#page/data/range.js";
import { choicesOf } from "#page/data/settings.js";
import { bars, cards, charts, own, rules } from "#page/layout.js";
import en from "#page/text/en.js";
import { languages, text } from "#page/text/texts.js";

const PAGE = new URL("../../main/resources/dev/pistat/http/page/", import.meta.url);
const code = ["", "chart/", "data/", "view/", "text/"]
    .flatMap((folder) => readdirSync(new URL(folder, PAGE)).map((name) => folder + name))
    .filter((name) => name.endsWith(".js") && !/^text\/(en|de)\.js$/.test(name))
    .map((name) => readFileSync(fileURLToPath(new URL(name, PAGE)), "utf8"))
    .join("\n");

const keys = Object.keys(languages.en);

/** The parameters of a text, and those of them that it uses. */
const parameters = (value) => {
    if (typeof value !== "function") return [];
    const [, declared, body] = /^\((.*?)\) =>(.*)$/s.exec(String(value));
    const used = new Set(body.match(/(?<=\$\{)\w+/g) ?? []);
    return [declared, ...[...used].sort()];
};

test("every language has the same texts", () => {
    for (const [name, texts] of Object.entries(languages)) {
        assert.deepEqual(Object.keys(texts).sort(), [...keys].sort(), name);
    }
});

test("every text has the same parameters in every language", () => {
    for (const [name, texts] of Object.entries(languages)) {
        for (const key of keys) assert.deepEqual(parameters(texts[key]), parameters(languages.en[key]), `${name} ${key}`);
    }
});

test("no name in the layout has the key of another text", () => {
    assert.deepEqual(
        Object.keys(en).filter((key) => /^(line|flag)\./.test(key)),
        [],
    );
    for (const { id, title } of charts) assert.equal(languages.en[`chart.${id}`], title);
});

test("every text that the code names exists", () => {
    const named = [...code.matchAll(/\btext\(\s*"([^"]+)"/g), ...code.matchAll(/\btext: "([^"]+)"/g)].map(([, key]) => key);
    assert.ok(named.length > 40, String(named.length));
    assert.deepEqual(
        named.filter((key) => !keys.includes(key)),
        [],
    );
});

test("every text that the layout and the choices call for exists", () => {
    const wanted = [
        ...cards.flatMap(({ id }) => [`card.${id}`, `about.${id}`]),
        ...bars.map(({ id }) => `bars.${id}`),
        ...own.figures.map(({ text: key }) => key),
        ...rules.limits.map(({ word }) => `finding.${word}`),
        ...rules.flags.flatMap(({ word }) => ["", "_earlier", "_since_boot"].map((when) => `finding.${word}${when}`)),
        ...rules.flags.flatMap(({ word }) => [`event.${word}_began`, `event.${word}_ended`]),
        ...presets.map((preset) => `range.${preset}`),
        ...["theme", "language", "temperature", "network"].flatMap((name) => [
            `menu.${name}`,
            ...choicesOf(name).map((value) => `menu.${name}.${value}`),
        ]),
        ...charts.filter(({ each }) => each).map(({ id }) => `missing.${id}`),
    ];
    assert.deepEqual(
        wanted.filter((key) => !keys.includes(key)),
        [],
    );
});

test("every text is used", () => {
    const literal = new Set([...code.matchAll(/"([\w.-]+)"/g)].map(([, key]) => key));
    const prefixes = [...code.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/g)].map(([, prefix]) => prefix);
    assert.ok(prefixes.length > 8, String(prefixes));
    assert.deepEqual(
        keys.filter((key) => !literal.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))),
        [],
    );
});

test("a text without a translation is in English, and an unknown one is undefined", () => {
    assert.equal(text("history"), "History");
    assert.equal(text("about", "CPU"), "About CPU");
    assert.equal(text("nothing"), undefined);
});
