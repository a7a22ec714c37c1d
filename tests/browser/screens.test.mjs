// Each screen, in both themes and at both ends of the widths: no violation found by axe-core, nothing cut off sideways.
import { join } from "node:path";
import { here, test } from "./harness.mjs";
import { screens, themes, widths } from "./screens.mjs";

for (const screen of screens) {
    for (const theme of themes) {
        for (const width of widths) {
            const context = { colorScheme: theme, viewport: { width, height: 900 }, reducedMotion: "reduce" };
            test(`screen ${screen.name}, ${theme}, ${width} px`, async (spoor) => {
                await screen.before?.(spoor);
                await spoor.open(screen.hash, screen.page);
                await screen.reach?.(spoor);
                await spoor.page.screenshot({ path: join(here, "out", `${screen.name}-${theme}-${width}.png`), fullPage: true });
                await spoor.axe();
                await spoor.fitsWidth();
            }, { context });
        }
    }
}
