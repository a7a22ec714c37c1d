//! The colours of `style/tokens.css` can be read and told apart, in both themes.
//!
//! Contrast by [WCAG 2.2](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 4.5 for text, 3 for marks and rims. Colour
//! blindness by Machado, Oliveira, Fernandes 2009 (full protanopia, deuteranopia, tritanopia); distance in CIE L*a*b*.
#![allow(clippy::float_arithmetic, reason = "colour science is in floats; no money is counted here")]

use std::collections::BTreeMap;

type Rgb = [f64; 3];

const TEXTS: [&str; 7] = ["ink", "ink-2", "ink-3", "link", "theft", "exchange", "warn"];
const GROUNDS: [&str; 3] = ["paper", "sheet", "sunk"];
const MARKS: [&str; 8] = ["theft", "exchange", "bridge", "mixer", "warn", "neutral", "edge", "rule-2"];
const HUES: [&str; 6] = ["theft", "exchange", "bridge", "mixer", "warn", "neutral"];
const OTHER_TEXTS: [(&str, &str); 5] =
    [("on-press", "press"), ("ink", "chosen"), ("ink-2", "chosen"), ("link", "chosen"), ("ink", "warn-2")];

/// The least distance between two hues; 2.3 can just be told apart side by side.
const APART: f64 = 15.0;

const EYES: [(&str, [Rgb; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protan", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
    ("deutan", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
    ("tritan", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
];

/// Every `--name: light-dark(#rrggbb, #rrggbb);` as linear light, per theme.
fn tokens() -> [BTreeMap<&'static str, Rgb>; 2] {
    let mut themes = [BTreeMap::new(), BTreeMap::new()];
    for line in include_str!("../style/tokens.css").lines() {
        let Some((name, rest)) = line.trim().strip_prefix("--").and_then(|line| line.split_once(": light-dark(")) else { continue };
        let colours = rest.trim_end_matches(");").split(", ").map(linear);
        for (theme, colour) in themes.iter_mut().zip(colours) {
            theme.insert(name, colour);
        }
    }
    themes
}

fn linear(hex: &str) -> Rgb {
    [1, 3, 5].map(|at| {
        let byte = u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_else(|_| panic!("{hex} is no colour"));
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let light = |[r, g, b]: Rgb| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    (light(a).max(light(b))) / (light(a).min(light(b)))
}

fn seen(colour: Rgb, eye: [Rgb; 3]) -> Rgb {
    eye.map(|row| row.iter().zip(colour).map(|(part, light)| part * light).sum::<f64>().clamp(0.0, 1.0))
}

fn lab([r, g, b]: Rgb) -> Rgb {
    let white = [0.950_47, 1.0, 1.088_83];
    let xyz = [
        0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b,
        0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b,
        0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b,
    ];
    let mut curved = [0.0; 3];
    for ((slot, value), white) in curved.iter_mut().zip(xyz).zip(white) {
        let share = value / white;
        *slot = if share > 0.008_856 { share.cbrt() } else { 7.787 * share + 16.0 / 116.0 };
    }
    let [x, y, z] = curved;
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn texts_and_marks_stand_out_from_their_ground() {
    for (theme, tokens) in ["light", "dark"].iter().zip(tokens()) {
        let of = |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("--{name} is no pair of colours"));
        let texts = TEXTS.iter().flat_map(|text| GROUNDS.map(|ground| (*text, ground))).chain(OTHER_TEXTS);
        let marks = MARKS.iter().flat_map(|mark| ["paper", "sheet"].map(|ground| (*mark, ground)));
        for (least, (front, ground)) in texts.map(|pair| (4.5, pair)).chain(marks.map(|pair| (3.0, pair))) {
            let ratio = contrast(of(front), of(ground));
            assert!(ratio >= least, "{theme}: --{front} on --{ground} has {ratio:.2}, needs {least}");
        }
    }
}

#[test]
fn hues_of_marks_stay_apart_for_every_eye() {
    for (theme, tokens) in ["light", "dark"].iter().zip(tokens()) {
        for (eye, matrix) in EYES {
            for (at, a) in HUES.iter().enumerate() {
                for b in &HUES[at + 1..] {
                    let (one, other) = (lab(seen(tokens[a], matrix)), lab(seen(tokens[b], matrix)));
                    let distance = one.iter().zip(other).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                    assert!(distance >= APART, "{theme}, {eye}: --{a} and --{b} are {distance:.1} apart, need {APART}");
                }
            }
        }
    }
}
