//! The one binary. Everything worth testing is in the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::main()
}
