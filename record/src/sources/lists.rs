//! Word lists: first names by gender, titles before names, roles of people, words of organisations.

use super::people::Gender;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// What a title says about the one who bears it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Title {
    pub(super) gender: Gender,
    pub(super) role: Option<&'static str>,
}

#[derive(Debug)]
pub(super) struct Lists {
    first_names: HashMap<&'static str, Gender>,
    titles: HashMap<&'static str, Title>,
    roles: HashSet<&'static str>,
    organisations: HashSet<&'static str>,
}

impl Lists {
    /// The lists, read once.
    pub(super) fn get() -> &'static Self {
        static LISTS: OnceLock<Lists> = OnceLock::new();
        LISTS.get_or_init(Self::read)
    }

    fn read() -> Self {
        let words = |text: &'static str| {
            text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
        };
        let male =
            words(include_str!("../../data/names-male.txt")).map(|name| (name, Gender::Male));
        let mut first_names: HashMap<_, _> = male.collect();
        for name in words(include_str!("../../data/names-female.txt")) {
            // A name in both lists says nothing about gender.
            first_names.entry(name).and_modify(|g| *g = Gender::Unknown).or_insert(Gender::Female);
        }
        let titles = include_str!("../../data/titles.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut parts = line.split_whitespace();
                let word = parts.next()?;
                let mut title = Title { gender: Gender::Unknown, role: None };
                for part in parts {
                    match part {
                        "m" => title.gender = Gender::Male,
                        "f" => title.gender = Gender::Female,
                        _ => title.role = part.strip_prefix('='),
                    }
                }
                Some((word, title))
            })
            .collect();
        Self {
            first_names,
            titles,
            roles: words(include_str!("../../data/roles.txt")).collect(),
            organisations: words(include_str!("../../data/organisations.txt")).collect(),
        }
    }

    /// The gender that goes with a first name; `None` if it is not in the lists.
    pub(super) fn first_name(&self, word: &str) -> Option<Gender> {
        self.first_names.get(word.to_lowercase().as_str()).copied()
    }

    pub(super) fn title(&self, word: &str) -> Option<Title> {
        self.titles.get(word.to_lowercase().as_str()).copied()
    }

    /// A noun for one person, in lower case.
    pub(super) fn is_role(&self, word: &str) -> bool {
        self.roles.contains(word)
    }

    pub(super) fn is_organisation(&self, word: &str) -> bool {
        self.organisations.contains(word.to_lowercase().as_str())
    }
}
