// Every screen that has to be sound in both themes, narrow and wide. `reach(spoor)` brings the page there where a hash
// alone does not.
export const screens = [
    { name: "cases", hash: "#/" },
];
export const themes = ["light", "dark"];
export const widths = [320, 1440];
