// Compiles one ink story again and again: `node inkjs_compile.cjs INKJS_FULL_MODULE STORY_INK ROUNDS`.
// Reading the file counts; the first rounds, in which the compiler itself is made quick, do not. Prints the
// median of the seconds of the others.
const [, , modulePath, sourcePath, count] = process.argv;
const { Compiler } = require(modulePath);
const { readFileSync } = require("fs");
const { performance } = require("perf_hooks");
const warming = 2;
const taken = [];

for (let round = -warming; round < Number(count); round++) {
  const start = performance.now();
  const story = new Compiler(readFileSync(sourcePath, "utf8")).Compile();
  story.ToJson();
  if (round >= 0) taken.push((performance.now() - start) / 1000);
}
taken.sort((a, b) => a - b);
console.log(taken[Math.floor(taken.length / 2)]);
