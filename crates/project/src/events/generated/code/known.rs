//! What is known of a value while code is followed.

use serde_json::Value as Json;
use warmfront_syntax::ast::{StmtClassDef, StmtFunctionDef};

use crate::events::generated::wanted::{Path, Step};

/// Most alternatives of one value.
const MOST: usize = 24;

/// What is known of a value.
#[derive(Clone)]
pub(super) enum Known<'a> {
    /// Nothing.
    Unknown,
    /// It is at this place of the event.
    Wanted(Path),
    /// It maps the keys of a map of the event to something in their values.
    Entries { map: Path, within: Path },
    /// It is a key of a map.
    Key,
    /// It is this.
    Constant(Json),
    /// It has these items.
    List(Vec<Known<'a>>),
    /// It has these keys and values.
    Dict(Vec<(Known<'a>, Known<'a>)>),
    /// It has items like this one.
    Each(Box<Known<'a>>),
    /// It is the keys and values of this.
    Items(Box<Known<'a>>),
    /// It is one of these.
    Either(Vec<Known<'a>>),
    /// A function of the code, with what it is bound to.
    Function {
        module: &'a str,
        function: &'a StmtFunctionDef,
        bound: Option<Box<Known<'a>>>,
    },
    /// A class of the code.
    Class {
        module: &'a str,
        class: &'a StmtClassDef,
    },
    /// An instance of a class of the code, with what it was given by name.
    Made {
        module: &'a str,
        class: &'a StmtClassDef,
        given: Vec<(String, Known<'a>)>,
    },
    /// Something that is not of the code, by its dotted name.
    Named(String),
}

impl<'a> Known<'a> {
    pub(super) fn text(text: &str) -> Self {
        Self::Constant(Json::from(text))
    }

    /// Returns what is one of several things.
    pub(super) fn either(mut all: Vec<Self>) -> Self {
        if all.len() == 1 {
            return all.remove(0);
        }
        let mut flat = Vec::new();
        for each in all {
            match each {
                Self::Either(inner) => flat.extend(inner),
                Self::Unknown => {}
                other => flat.push(other),
            }
        }
        flat.truncate(MOST);
        match flat.len() {
            0 => Self::Unknown,
            1 => flat.remove(0),
            _ => Self::Either(flat),
        }
    }

    /// Returns each thing that this may be.
    pub(super) fn alternatives(&self) -> &[Self] {
        match self {
            Self::Either(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// Returns the places of the event that this may be at.
    pub(super) fn places(&self) -> Vec<Path> {
        let places = self.alternatives().iter().filter_map(|each| match each {
            Self::Wanted(path) => Some(path.clone()),
            _ => None,
        });
        places.collect()
    }

    pub(super) fn constant(&self) -> Option<&Json> {
        match self {
            Self::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// Returns the constants that a collection has: its items, or the keys of a map.
    pub(super) fn members(&self) -> Option<Vec<Json>> {
        let members: Vec<&Known<'a>> = match self {
            Self::List(items) => items.iter().collect(),
            Self::Dict(entries) => entries.iter().map(|(key, _)| key).collect(),
            _ => return None,
        };
        let constants = members.iter().filter_map(|member| member.constant());
        Some(constants.cloned().collect())
    }
}

/// Returns a place below another.
pub(super) fn below(path: &[Step], step: Step) -> Path {
    let mut path = path.to_vec();
    path.push(step);
    path
}
