// What came out as it should, and what did not.

export let passed = 0;
export let failed = 0;

/** Counts one thing that holds or not; the first twenty that do not are named. */
export function check(what, holds) {
  if (holds) passed += 1;
  else {
    failed += 1;
    if (failed <= 20) console.log(`FAILED: ${what}`);
  }
}
