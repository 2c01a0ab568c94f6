import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";

const PAGE = new URL("../../main/resources/dev/pistat/http/page/", import.meta.url);
const folders = readdirSync(PAGE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
const modules = ["", ...folders]
    .flatMap((folder) => readdirSync(new URL(`${folder}/`.replace(/^\//, ""), PAGE)).map((name) => posix.join(folder, name)))
    .filter((name) => name.endsWith(".js") && name !== "theme.js");
const read = (name) => readFileSync(new URL(name, PAGE), "utf8");

test("the page loads all modules at once, not one after the other", () => {
    const preloaded = [...read("index.html").matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(preloaded, modules.filter((name) => name !== "app.js").sort());
});

test("every module is imported by another", () => {
    const imported = modules.flatMap((name) => imports(name));
    assert.deepEqual(
        modules.filter((name) => name !== "app.js" && !imported.includes(name)),
        [],
    );
    assert.deepEqual(
        imported.filter((name) => !modules.includes(name)),
        [],
    );
});

test("a folder imports only from the folders before it", () => {
    const order = ["data", "text", "view", "chart"];
    assert.deepEqual([...folders].sort(), [...order].sort());
    for (const name of modules.filter((each) => each.includes("/"))) {
        const [folder] = name.split("/");
        const foreign = imports(name).filter((each) => each.includes("/") && !each.startsWith(`${folder}/`));
        for (const each of foreign) {
            assert.ok(order.indexOf(each.split("/")[0]) < order.indexOf(folder), `${name} imports ${each}`);
        }
        const above = imports(name).filter((each) => !each.includes("/") && each !== "layout.js");
        assert.deepEqual(above, [], name);
    }
});

function imports(name) {
    return [...read(name).matchAll(/from "(\.[^"]+)"/g)].map(([, path]) => posix.join(posix.dirname(name), path));
}
