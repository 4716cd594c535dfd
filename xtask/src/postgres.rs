//! A PostgreSQL server for the tests: made in a folder of its own, listening on a socket there only, and
//! gone when they are over.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Where tests look for a server.
pub(crate) const VARIABLE: &str = "DATELINE_TEST_POSTGRES";

/// Where packages put the programs, besides the PATH: Debian, Homebrew on either kind of Mac, Fedora.
const FOLDERS: [(&str, &str); 4] = [
    ("/usr/lib/postgresql", "bin"),
    ("/opt/homebrew/opt", "bin"),
    ("/usr/local/opt", "bin"),
    ("/usr/pgsql", "bin"),
];
/// The server keeps nothing, so it need not wait for the disk. Tests hold several pools at once.
const OPTIONS: &str =
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300";

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    account: Option<Account>,
}

/// Runs a command beside a server that is gone afterwards; whether it ended well.
pub(crate) fn run(command: &[String]) -> Result<bool> {
    let server = Server::start()?;
    let (program, arguments) = command.split_first().context("no command")?;
    let mut command = shell::command(program);
    let status = command.args(arguments).env(VARIABLE, server.url()).status();
    Ok(status.with_context(|| format!("starting {program}"))?.success())
}

/// Whom the server runs as: it refuses to be root.
#[derive(Clone, Copy)]
struct Account {
    uid: u32,
    gid: u32,
}

impl Server {
    /// Starts a server; installs it first where this is Debian and we may.
    ///
    /// # Errors
    /// With what is missing and how to get it.
    pub(crate) fn start() -> Result<Self> {
        let programs = match programs() {
            Some(programs) => programs,
            None => {
                install(
                    &["postgresql"],
                    "the tests need PostgreSQL's server programs (initdb, pg_ctl)",
                )?;
                programs().context("PostgreSQL was installed, yet there is no initdb")?
            }
        };
        let account = if output(Command::new("id").arg("-u"))? == "0" {
            let id = |flag| -> Result<u32> {
                Ok(output(Command::new("id").args([flag, "postgres"]))?.parse()?)
            };
            Some(Account { uid: id("-u")?, gid: id("-g")? })
        } else {
            None
        };
        // Short: a socket's path holds about a hundred bytes.
        let folder = PathBuf::from(format!("/tmp/dateline-pg-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("making {}", folder.display()))?;
        if let Some(account) = account {
            chown(&folder, Some(account.uid), Some(account.gid))?;
        }
        let server = Self { folder, programs, account };
        let data = server.folder.join("data");
        server.run(
            "initdb",
            &["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"],
            &data,
        )?;
        let options = format!("-k {} -h '' {OPTIONS}", server.folder.display());
        let log = server.folder.join("log").display().to_string();
        server.run("pg_ctl", &["-w", "-l", &log, "-o", &options, "start"], &data)?;
        Ok(server)
    }

    /// For [`VARIABLE`].
    pub(crate) fn url(&self) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{folder}/postgres")
    }

    fn run(&self, program: &str, arguments: &[&str], data: &Path) -> Result<()> {
        let program = self.programs.join(program);
        let mut command = match self.account {
            None => Command::new(&program),
            Some(Account { uid, gid }) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={uid}"), format!("--regid={gid}")]);
                command.arg("--clear-groups").arg(&program);
                command
            }
        };
        command.args(arguments).arg("-D").arg(data).current_dir(&self.folder);
        // The server it leaves behind would hold our output open.
        let log = fs::File::create(self.folder.join("setup"))?;
        let status = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).status();
        if !status.with_context(|| format!("starting {}", program.display()))?.success() {
            let said = fs::read_to_string(self.folder.join("setup")).unwrap_or_default();
            bail!("{} failed: {}", program.display(), said.trim());
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whatever is wrong with it, the folder goes.
        let _ = self.run("pg_ctl", &["-m", "immediate", "stop"], &self.folder.join("data"));
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder with `initdb`, of the latest version there is.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|path| std::env::split_paths(&path).map(|p| (0, p)).collect::<Vec<_>>());
    let packaged = FOLDERS.iter().flat_map(|(folder, inner)| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(move |entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            (digits.parse().unwrap_or(0), entry.path().join(inner))
        })
    });
    on_path
        .chain(packaged)
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .max_by_key(|(version, _): &(u32, PathBuf)| *version)
        .map(|(_, folder)| folder)
}

/// Installs Debian packages where this is Debian and we may.
///
/// # Errors
/// With what is missing and how to get it.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if !is_root || !Path::new("/usr/bin/apt-get").exists() {
        bail!("{why}: Debian: apt-get install {names}; macOS: brew install {names}");
    }
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    for arguments in [&["update"][..], &install] {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        if !command.status().context("starting apt-get")?.success() {
            bail!("apt-get {} failed; {why}", arguments.join(" "));
        }
    }
    Ok(())
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
