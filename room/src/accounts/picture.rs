//! A text as a picture that phones read (QR code), in SVG.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// White modules around the code, as ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// The picture; empty where the text is too long for one (2.9 kB).
pub(super) fn of(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let width = code.width();
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            // Writing into a string does not fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"The same secret for your phone to read\"><path d=\"{path}\"/></svg>"
    )
}
