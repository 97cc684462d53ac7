export { buildConsole, type BuiltConsole } from "./build/build.ts";
