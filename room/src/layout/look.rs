//! How a reader wants pages to look: theme, type and measure.

use std::fmt;

use askama::filters::HtmlSafe;

/// Name of the field, its label, its values with theirs, and which value stands when none is chosen.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], usize);

const ROWS: [Row; 5] = [
    (
        "theme",
        "Colours",
        &[("system", "System"), ("light", "Light"), ("sepia", "Sepia"), ("dark", "Dark")],
        0,
    ),
    (
        "font",
        "Type",
        &[("serif", "News"), ("book", "Book"), ("sans", "Sans"), ("plain", "Plain")],
        0,
    ),
    (
        "size",
        "Size",
        &[("1", "XS"), ("2", "S"), ("3", "M"), ("4", "L"), ("5", "XL"), ("6", "XXL")],
        2,
    ),
    ("width", "Measure", &[("narrow", "Narrow"), ("normal", "Normal"), ("wide", "Wide")], 1),
    ("leading", "Line height", &[("tight", "Tight"), ("normal", "Normal"), ("loose", "Loose")], 1),
];

/// A reader's choices, one of each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look([usize; ROWS.len()]);

/// A row as the form shows it.
#[derive(Clone, Debug)]
pub struct Choice {
    pub name: &'static str,
    pub label: &'static str,
    pub options: Vec<Value>,
}

/// One value of a row.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    pub value: &'static str,
    pub label: &'static str,
    pub is_chosen: bool,
}

/// A chosen value: the name of its row and the value.
pub type Chosen = (&'static str, &'static str);

impl Default for Look {
    fn default() -> Self {
        Self(ROWS.map(|row| row.3))
    }
}

impl Look {
    /// The look these words ask for; what they do not name, or name wrongly, is as usual.
    pub fn of<'w>(word: impl Fn(&str) -> Option<&'w str>) -> Self {
        let choose = |row: &Row| {
            let wanted = word(row.0);
            row.2.iter().position(|(value, _)| Some(*value) == wanted).unwrap_or(row.3)
        };
        Self(std::array::from_fn(|at| choose(&ROWS[at])))
    }

    /// The value of each row, to be kept.
    pub fn chosen(&self) -> impl Iterator<Item = Chosen> {
        ROWS.iter().zip(self.0).map(|(row, at)| (row.0, row.2[at].0))
    }

    /// The rows for a form.
    pub fn choices(&self) -> Vec<Choice> {
        let options = |row: &Row, chosen: usize| {
            let option = |(at, &(value, label))| Value { value, label, is_chosen: at == chosen };
            row.2.iter().enumerate().map(option).collect()
        };
        ROWS.iter()
            .zip(self.0)
            .map(|(row, at)| Choice { name: row.0, label: row.1, options: options(row, at) })
            .collect()
    }
}

impl HtmlSafe for Look {}

impl fmt::Display for Look {
    /// As attributes of the root element.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (at, (name, value)) in self.chosen().enumerate() {
            write!(f, "{}data-{name}=\"{value}\"", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}
