use std::io::{Cursor, Write};

use super::{Format, Import, ImportError, Item, Row, open};

mod anything;
mod archives;
mod rows;

fn import(bytes: impl AsRef<[u8]>, name: &str) -> Result<Import, ImportError> {
    open(Cursor::new(bytes.as_ref().to_vec()), name)
}

fn all(bytes: impl AsRef<[u8]>) -> (Format, Vec<Row>) {
    let shown = String::from_utf8_lossy(bytes.as_ref()).into_owned();
    let import = import(bytes, "").unwrap_or_else(|error| panic!("{error}: {shown}"));
    (import.format(), import.collect())
}

/// An item in short: only what it says.
fn short(row: &Row) -> String {
    let item = match row {
        Ok(item) => item,
        Err(refused) => return format!("{}! {}", refused.row, refused.reason),
    };
    let Item { row, url, title, saved_at, state, is_favourite, tags, folders, note, .. } = item;
    let mut line = format!("{row} {url} '{title}' {state:?}");
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            line.push_str(&format!(" {name}={text}"));
        }
    };
    add("kind", if item.kind == super::Kind::Feed { "feed".to_owned() } else { String::new() });
    add("saved", saved_at.map_or(String::new(), |time| time.to_string()));
    add("favourite", if *is_favourite { "yes".to_owned() } else { String::new() });
    add("public", item.is_public.map_or(String::new(), |is_public| is_public.to_string()));
    add("progress", item.progress_percent.map_or(String::new(), |percent| percent.to_string()));
    add("tags", tags.join("|"));
    add("folders", folders.iter().map(|path| path.join("/")).collect::<Vec<_>>().join("|"));
    add("note", note.clone());
    add("excerpt", item.excerpt.clone());
    add("authors", item.authors.join("|"));
    add("published", item.published_at.map_or(String::new(), |time| time.to_string()));
    add("language", item.language.clone());
    add("image", item.image.as_ref().map_or(String::new(), |url| url.to_string()));
    for mark in &item.marks {
        let position = mark.position.as_ref().map(|p| format!("{}:{}", p.start, p.start_offset));
        add(
            "mark",
            format!(
                "{}/{}/{}/{}",
                mark.quote,
                mark.note,
                mark.tags.join(" "),
                position.unwrap_or_default()
            ),
        );
    }
    add("body", item.body.as_ref().map_or(String::new(), |body| format!("{body:?}")));
    let extras = item.extras.iter().map(|(name, value)| format!("{name}:{value}"));
    add("extras", extras.collect::<Vec<_>>().join(","));
    line
}

fn check(source: impl AsRef<[u8]>, format: Format, expect: &[&str]) {
    let shown = String::from_utf8_lossy(source.as_ref()).into_owned();
    let (found, rows) = all(source);
    assert_eq!(found, format, "{shown}");
    let rows: Vec<String> = rows.iter().map(short).collect();
    assert_eq!(rows, expect, "{shown}");
}

/// An archive of these files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let start = u32::try_from(bytes.len()).expect("tests are small");
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(content).expect("memory can be written");
        let packed = packer.finish().expect("memory can be written");
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut shared = Vec::new();
        shared.extend([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x58]);
        shared.extend(crc.sum().to_le_bytes());
        shared.extend(u32::try_from(packed.len()).expect("tests are small").to_le_bytes());
        shared.extend(u32::try_from(content.len()).expect("tests are small").to_le_bytes());
        shared.extend(u16::try_from(name.len()).expect("names are short").to_le_bytes());
        shared.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&shared);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).expect("tests are small").to_le_bytes();
    let start = u32::try_from(bytes.len()).expect("tests are small");
    let size = u32::try_from(directory.len()).expect("tests are small");
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(size.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}
