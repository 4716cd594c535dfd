//! What each sign counts when a title is chosen: on every page, and on top of that on articles.
//! Written by `cargo xtask train title`; see `docs/models.md`.

use super::FEATURES;

#[rustfmt::skip]
pub(super) const WEIGHTS: [[f32; 2]; FEATURES] = [
    [0.37, 0.37], // stated in full: JSON-LD headline
    [0.08, 0.05], // stated in full: JSON-LD name
    [0.89, 0.32], // stated in full: OpenGraph
    [-0.10, -0.20], // stated in full: Twitter card
    [0.15, -0.08], // stated in full: microdata, RDFa
    [0.26, -0.09], // stated in full: other <meta>
    [0.05, 0.17], // stated in full: Dublin Core
    [0.71, 0.17], // stated in full: <h1> in the story
    [-0.25, -0.19], // stated in full: <h1> elsewhere
    [0.09, 0.16], // stated in full: part of an <h1>
    [-0.04, 0.07], // stated in full: by class
    [-0.08, -0.23], // stated in full: <title>
    [0.55, -0.18], // the first <h1>
    [0.14, 0.06], // the only <h1>
    [0.14, 0.04], // outlet cut off the end of <title>
    [0.43, 0.03], // something else cut off the end of <title>
    [0.53, 0.54], // outlet cut off the end elsewhere
    [0.15, -0.11], // something else cut off the end elsewhere
    [-0.02, 0.10], // outlet cut off the start
    [-0.16, -0.06], // something else cut off the start
    [-0.07, -0.21], // cut off the start at a colon
    [-0.65, -0.46], // ends with the outlet
    [-0.03, 0.02], // starts with the outlet
    [-0.27, -0.16], // is the outlet
    [-0.80, -0.18], // one word
    [0.04, -0.03], // two or three words
    [-0.24, -0.14], // 26 words or more
    [0.46, -0.47], // share of its words in <title>
    [0.55, -0.14], // share of its words in OpenGraph
    [0.11, 0.27], // share of its words in the first <h1>
    [0.51, -0.21], // share of <title> it covers
    [0.41, -0.12], // share of OpenGraph it covers
    [0.17, 0.38], // share of the first <h1> it covers
    [0.78, 0.08], // share of its words in the URL
    [0.52, 0.10], // share of the URL's words it covers
    [0.52, 0.13], // places that state it, of four
    [0.27, 0.03], // cut more than once
    [0.06, -0.11], // starts a longer statement
    [-0.05, -0.12], // ends a longer statement
    [-0.22, -0.04], // more than four words cut off
    [-0.77, 0.02], // a separator is left
    [0.01, 0.05], // characters, of 60
    [0.02, 0.00], // ends in dots
    [0.04, 0.01], // ends in dots, a longer one goes on
    [-0.59, -0.34], // has a bar, bullet or arrow
    [-0.02, -0.22], // likeness to the most alike statement
    [0.33, 0.26], // likeness to all statements
    [0.42, 0.05], // statements that hold it
    [0.53, -0.30], // length to the first <h1>
    [-0.11, 0.16], // length to OpenGraph
    [-0.03, 0.00], // length to <title>
];
