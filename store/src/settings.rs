//! The room's own values: its name, who may sign up, keys it made for itself.

use crate::database::params;
use crate::{Result, Store};

impl Store {
    /// The value of that name.
    pub async fn setting(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        let sql = "SELECT value FROM setting WHERE name = ?1";
        self.read(move |tx| tx.first(sql, params![&name])?.map(|mut row| row.text(0)).transpose())
            .await
    }

    /// Keeps a value; `None` removes it.
    pub async fn set_setting(&self, name: &str, value: Option<&str>) -> Result<()> {
        let (name, value) = (name.to_owned(), value.map(str::to_owned));
        self.write(move |tx| {
            match &value {
                Some(value) => tx.execute(
                    "INSERT INTO setting (name, value) VALUES (?1, ?2)
                     ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    params![&name, value],
                )?,
                None => tx.execute("DELETE FROM setting WHERE name = ?1", params![&name])?,
            };
            Ok(())
        })
        .await
    }

    /// The value of that name, kept now if there was none: of two processes that start together,
    /// both get what one of them made.
    pub async fn setting_or(&self, name: &str, new: &str) -> Result<String> {
        let (name, new) = (name.to_owned(), new.to_owned());
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                params![&name, &new],
            )?;
            tx.rows("SELECT value FROM setting WHERE name = ?1", params![&name])?[0].text(0)
        })
        .await
    }
}
