//! What the arguments name: each becomes one input, folders become their pages.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One page to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Input {
    /// A page on standard input.
    Stdin,
    File {
        /// As it was given, or as it was found below a folder.
        path: PathBuf,
        name: String,
    },
    Url(String),
}

impl Input {
    /// The name the input is answered under.
    pub(super) fn name(&self) -> &str {
        match self {
            Input::Stdin => "-",
            Input::File { name, .. } => name,
            Input::Url(url) => url,
        }
    }

    fn file(path: PathBuf) -> Input {
        Input::File { name: path.to_string_lossy().into_owned(), path }
    }

    /// What one argument names.
    pub(super) fn of(name: &str) -> Input {
        let is_url = ["http://", "https://"].iter().any(|scheme| {
            name.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        match name {
            "-" => Input::Stdin,
            _ if is_url => Input::Url(name.to_owned()),
            _ => Input::file(PathBuf::from(name)),
        }
    }
}

/// File names that are pages when found below a folder.
const PAGE_ENDINGS: [&str; 6] = [".html", ".htm", ".xhtml", ".html.gz", ".htm.gz", ".xhtml.gz"];

/// Inputs in the order of the arguments, a folder's sorted by name; and whether they are a list
/// (several arguments, a folder, or a file of names), which a single page is not.
pub(super) fn expand(
    arguments: &[String],
    files0_from: Option<&Path>,
) -> Result<(Vec<Input>, bool)> {
    let mut names = arguments.to_vec();
    if let Some(list) = files0_from {
        names.extend(names_in(list)?);
    }
    let mut is_list = names.len() > 1 || files0_from.is_some();
    let mut inputs = Vec::new();
    for name in &names {
        match Input::of(name) {
            Input::File { path, .. } if path.is_dir() => {
                is_list = true;
                pages_below(&path, &mut inputs);
            }
            input => inputs.push(input),
        }
    }
    Ok((inputs, is_list))
}

fn names_in(list: &Path) -> Result<Vec<String>> {
    let mut bytes = Vec::new();
    if list == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes)
    } else {
        fs::File::open(list).and_then(|mut file| file.read_to_end(&mut bytes))
    }
    .with_context(|| format!("cannot read the list of files {}", list.display()))?;
    let names = bytes.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
}

/// Adds the pages of a folder and those below it. A folder that cannot be listed becomes an input
/// of its own, so that its line says why. Linked folders are not entered: they may lead back.
fn pages_below(folder: &Path, inputs: &mut Vec<Input>) {
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| {
                let entry = entry?;
                Ok((entry.path(), entry.file_type()?.is_dir()))
            })
            .collect::<io::Result<Vec<_>>>()
    });
    let Ok(mut entries) = listed else {
        inputs.push(Input::file(folder.to_owned()));
        return;
    };
    entries.sort();
    for (path, is_folder) in entries {
        let name = path.to_string_lossy().to_ascii_lowercase();
        if is_folder {
            pages_below(&path, inputs);
        } else if PAGE_ENDINGS.iter().any(|ending| name.ends_with(ending)) {
            inputs.push(Input::file(path));
        }
    }
}
