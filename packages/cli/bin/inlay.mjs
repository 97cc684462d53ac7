#!/usr/bin/env node
// Old syntax on purpose: an old Node must be able to read this far and say what is wrong.
var major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  console.error(
    "inlay needs Node.js 24 or newer; this is " +
      process.versions.node +
      " at " +
      process.execPath +
      ".\n" +
      "Run it as `npm start` or `npx inlay …` in the project (npm ci brings Node 24 on Linux), or install Node 24: https://nodejs.org",
  );
  process.exit(1);
}
// Compiled code is kept between runs: most of a short command is reading its own modules.
(await import("node:module")).enableCompileCache();
await import("../src/main.ts");
