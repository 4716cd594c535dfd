//! People: who has an account, how they sign in, and what keeps them signed in.
//!
//! Secrets come in as hashes (SHA-256 of tokens, PHC strings of passwords): nothing kept here signs
//! anybody in. `now` is always the caller's.

mod app;
mod reader;
mod session;
mod ticket;
mod token;
mod trust;

pub use app::AppSessionKind;
pub use reader::{Credentials, NewReader, Reader, Role};
pub use session::{NewSession, Session, SignedIn};
pub use ticket::{Brought, Ticket, TicketKind};
pub use token::{Bearer, Token};
pub use trust::{Identity, Passkey};

/// SHA-256 of a secret that is kept by its owner.
pub type Hash = [u8; 32];
