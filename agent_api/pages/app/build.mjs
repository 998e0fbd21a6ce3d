// Bundles the pages: node build.mjs OUTPUT. Each page is a chunk of its own, and all styles are one file, in the order
// tokens, ui, shell, pages. Names carry the hash of their content, and manifest.json says which files the shell loads.
// Texts are compressed once here, not at each request.

import { glob, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";

const folder = import.meta.dirname;
const output = process.argv[2];
const SCRIPT = "src/main.tsx";
const STYLES = [
  "src/ui/tokens.css",
  "src/ui/base.css",
  "src/ui/**/*.css",
  "src/shell/**/*.css",
  "src/**/*.css",
];

const common = {
  absWorkingDir: folder,
  outdir: output,
  bundle: true,
  target: "es2022",
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
};

async function styles() {
  const found = new Set();
  for (const pattern of STYLES) {
    const some = await Array.fromAsync(glob(pattern, { cwd: folder }));
    for (const path of some.sort()) found.add(path);
  }
  return [...found].map((path) => `@import "./${path}";`).join("\n");
}

const style = await build({
  ...common,
  entryNames: "pages-[hash]",
  stdin: { contents: await styles(), loader: "css", resolveDir: folder },
});
const script = await build({
  ...common,
  entryPoints: [SCRIPT],
  splitting: true,
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  jsx: "automatic",
  jsxImportSource: "preact",
});

const isEntry = ([, one]) => one.entryPoint === SCRIPT;
const [entry] = Object.entries(script.metafile.outputs).find(isEntry);
const [sheet] = Object.keys(style.metafile.outputs);

const compress = promisify(gzip);
const isText = (name) => /\.(js|css)$/.test(name);
await Promise.all(
  (await readdir(output)).filter(isText).map(async (name) => {
    const path = join(output, name);
    await writeFile(`${path}.gz`, await compress(await readFile(path), { level: 9 }));
  }),
);
await writeFile(
  join(output, "manifest.json"),
  JSON.stringify({ script: basename(entry), style: basename(sheet) }),
);
