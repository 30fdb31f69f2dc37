// Walks one ink story with inkjs: `node inkjs_walk.cjs INKJS_MODULE STORY_JSON MODE STEPS`.
// MODE "first": print the first line and leave. "trace": print a digest of all that a reader of STEPS
// choices sees. "time": walk twice and print the steps a second of the second walk. The picker and the
// trace are those of bench_steps.py.
const [, , modulePath, storyPath, mode, count] = process.argv;
const { Story } = require(modulePath);
const source = require("fs").readFileSync(storyPath, "utf8").replace(/^\uFEFF/, "");
const story = new Story(source);
const steps = Number(count);

function walk(see) {
  let seed = 1;
  story.ResetState();
  for (let step = 0; step < steps; step++) {
    const text = story.ContinueMaximally().trim();
    const choices = story.currentChoices;
    const texts = choices.map((choice) => choice.text);
    if (see) see(text, texts);
    if (choices.length === 0) {
      story.ResetState();
      continue;
    }
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    story.ChooseChoiceIndex((seed >> 16) % choices.length);
  }
}

if (mode === "first") {
  console.log(story.Continue().trim());
} else if (mode === "trace") {
  const digest = require("crypto").createHash("sha256");
  walk((text, texts) => digest.update([text, ...texts].join("\n") + "\n\n"));
  console.log(digest.digest("hex"));
} else {
  walk();
  const start = process.hrtime.bigint();
  walk();
  console.log(steps / (Number(process.hrtime.bigint() - start) / 1e9));
}
