//! Where a function is declared in a file, and the proof that an edit changes only that function.

use super::function::Setting;
use super::{Edit, Format, parse};
use crate::document::Node;
use crate::functions::declared::{Declarations, Declared};
use crate::functions::template::Context;
use crate::functions::{Found, serverless, template, terraform};
use crate::problem::Problem;

/// What kind of file declares a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A SAM or `CloudFormation` template that somebody wrote.
    Template,
    /// A template that CDK wrote.
    Cdk,
    /// A `serverless.yml`.
    Serverless,
    /// A Terraform plan.
    Terraform,
    /// `warmfront.toml` or `pyproject.toml`.
    Config,
    /// None that is known.
    Nothing,
}

/// A function's declaration in a file.
#[derive(Debug)]
pub(super) struct Declaration {
    pub(super) format: Format,
    pub(super) origin: Origin,
    pub(super) document: Node,
    /// Keys down to the function's settings.
    settings: Vec<String>,
    name: String,
    /// All functions of the file, where it can be read without other files.
    all: Option<Vec<Declared>>,
}

impl Declaration {
    pub(super) fn read(found: &Found, format: Format, text: &str) -> Result<Self, Problem> {
        let document = parse(format, text)?;
        let name = found.declared_as.clone();
        let origin = origin(found, format, &document);
        Ok(Self {
            format,
            origin,
            settings: settings(origin, &name, &document),
            all: functions(origin, &document),
            document,
            name,
        })
    }

    /// Returns the keys that lead to a setting.
    pub(super) fn path(&self, setting: Setting) -> Vec<String> {
        let key = setting.key(self.origin).to_owned();
        self.settings.iter().cloned().chain([key]).collect()
    }

    /// Tells whether a new text declares the same functions as the old, but for one setting of one.
    pub(super) fn proves(&self, after: &str, setting: Setting) -> bool {
        let Some(before) = &self.all else {
            return true;
        };
        let after = parse(self.format, after).ok();
        let after = after.and_then(|document| functions(self.origin, &document));
        let Some(mut after) = after else {
            return false;
        };
        // Places may have moved by a line.
        let mut expected = before.clone();
        for each in expected.iter_mut().chain(&mut after) {
            each.mark = None;
            if each.name == self.name {
                // A note on a value that was computed goes with it.
                each.notes.clear();
            }
        }
        let own = expected.iter_mut().find(|each| each.name == self.name);
        let Some(own) = own else {
            return false;
        };
        match setting {
            Setting::MemorySize(size) => own.memory_size = Some(size),
            Setting::Timeout(timeout) => own.timeout = Some(timeout),
        }
        expected == after
    }

    /// Says what to write by hand.
    pub(super) fn by_hand(&self, setting: Setting) -> String {
        let key = setting.key(self.origin);
        let value = setting.value();
        let sign = match self.format {
            Format::Toml => " =",
            Format::Yaml | Format::Json => ":",
        };
        let place = self.settings.join(".");
        format!("write `{key}{sign} {value}` under `{place}` by hand")
    }

    /// Says what a reader of the edit should know.
    pub(super) fn notes(&self, found: &Found, setting: Setting, edit: &Edit) -> Vec<String> {
        let mut notes = Vec::new();
        let own = self.all.iter().flatten();
        let own = own.into_iter().find(|each| each.name == self.name);
        let runs_with = &found.function;
        let overridden = own.is_some_and(|own| match setting {
            Setting::MemorySize(_) => own.memory_size.unwrap_or_default() != runs_with.memory_size,
            Setting::Timeout(_) => own.timeout.is_some_and(|time| time != runs_with.timeout),
        });
        if overridden && self.origin != Origin::Config {
            notes.push(format!(
                "`warmfront.toml` sets `{}` over the template: it still does",
                setting.key(Origin::Config)
            ));
        }
        let shared = match self.origin {
            Origin::Template => {
                self.document
                    .path(&["Globals", "Function", setting.key(self.origin)])
            }
            Origin::Serverless => self.document.path(&["provider", setting.key(self.origin)]),
            _ => None,
        };
        if let (None, Some(value)) = (&edit.was, shared.and_then(Node::scalar)) {
            notes.push(format!(
                "other functions keep the {value} that all of them share"
            ));
        }
        notes
    }
}

fn origin(found: &Found, format: Format, document: &Node) -> Origin {
    if format == Format::Toml {
        Origin::Config
    } else if template::is_template(document) {
        let resource = document.path(&["Resources", &found.declared_as]);
        let made = resource.and_then(|resource| resource.path(&["Metadata", "aws:cdk:path"]));
        let beside = found.file.with_file_name("cdk.out");
        if made.is_some() || beside.is_file() {
            Origin::Cdk
        } else {
            Origin::Template
        }
    } else if serverless::is_serverless(document) {
        Origin::Serverless
    } else if terraform::is_plan(document) {
        Origin::Terraform
    } else {
        Origin::Nothing
    }
}

fn settings(origin: Origin, name: &str, document: &Node) -> Vec<String> {
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    match origin {
        Origin::Template => owned(&["Resources", name, "Properties"]),
        Origin::Serverless => owned(&["functions", name]),
        Origin::Config => {
            let inside: &[&str] = match document.path(&["tool", "warmfront"]) {
                Some(_) => &["tool", "warmfront"],
                None => &[],
            };
            let own = [inside, &["functions", name]].concat();
            // What stands at the top may declare a function, and then it is said of all of them.
            let is_only = document.path(&[inside, &["functions"]].concat()).is_none();
            owned(if is_only { inside } else { &own })
        }
        Origin::Cdk | Origin::Terraform | Origin::Nothing => Vec::new(),
    }
}

/// Returns all functions of a file, if nothing but the file is needed for that.
fn functions(origin: Origin, document: &Node) -> Option<Vec<Declared>> {
    let declarations: Result<Declarations, Problem> = match origin {
        Origin::Template => template::read(document, &Context::default()),
        Origin::Serverless => serverless::read(document, &|_| Ok(None), "us-east-1"),
        Origin::Cdk | Origin::Terraform | Origin::Config | Origin::Nothing => return None,
    };
    declarations.ok().map(|all| all.functions)
}
