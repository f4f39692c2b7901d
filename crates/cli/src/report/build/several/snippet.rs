//! What a template says of layers that functions share.

use std::fmt::Write;
use std::path::Path;

use warmfront_project::functions::Found;

use super::{Function, Layer, Several};

/// Returns what to write into the template; nothing where nothing is shared.
pub(super) fn text(several: &Several<'_>) -> String {
    let Some(file) = several.functions.first().map(|(found, _)| &found.file) else {
        return String::new();
    };
    if several.layers.is_empty() {
        return String::new();
    }
    let is_serverless = file.file_stem().is_some_and(|stem| stem == "serverless");
    let base = file.parent().unwrap_or_else(|| Path::new(""));
    let mut text = if is_serverless {
        String::from("In serverless.yml\n\n  layers:\n")
    } else {
        String::from("In the template\n\n  Resources:\n")
    };
    let layer_form = if is_serverless {
        serverless_layer
    } else {
        sam_layer
    };
    for layer in &several.layers {
        text.push_str(&layer_form(layer, base));
    }
    if is_serverless {
        text.push_str("  functions:\n");
    }
    for (found, function) in &several.functions {
        let Ok(function) = function else { continue };
        let Some(layer) = function.layer.and_then(|n| several.layers.get(n)) else {
            continue;
        };
        if is_serverless {
            text.push_str(&serverless_function(found, layer));
        } else {
            text.push_str(&sam_function(found, (function, layer), base));
        }
    }
    text.push('\n');
    text
}

fn sam_layer(layer: &Layer, base: &Path) -> String {
    let (name, target) = (logical(&layer.name), layer.target);
    format!(
        "    {name}:\n      Type: AWS::Serverless::LayerVersion\n      Properties:\n        \
         ContentUri: {}\n        CompatibleRuntimes: [python{}]\n        \
         CompatibleArchitectures: [{}]\n",
        shown(&layer.written.path, base),
        target.version,
        target.architecture,
    )
}

fn sam_function(found: &Found, (function, layer): (&Function, &Layer), base: &Path) -> String {
    let mut text = format!("    {}:\n      Properties:\n", found.declared_as);
    if let Some(written) = function.written.first() {
        let _ = writeln!(text, "        CodeUri: {}", shown(&written.path, base));
    }
    let _ = writeln!(text, "        Layers: [!Ref {}]", logical(&layer.name));
    text
}

fn serverless_layer(layer: &Layer, base: &Path) -> String {
    let (name, target) = (camel(&layer.name), layer.target);
    format!(
        "    {name}:\n      path: {}\n      compatibleRuntimes: [python{}]\n      \
         compatibleArchitectures: [{}]\n",
        shown(&layer.written.path, base),
        target.version,
        target.architecture,
    )
}

fn serverless_function(found: &Found, layer: &Layer) -> String {
    // The framework names what a layer becomes after it.
    let resource = format!("{}LambdaLayer", logical(&layer.name));
    format!(
        "    {}:\n      layers: [{{Ref: {resource}}}]\n",
        found.declared_as
    )
}

/// Returns a path as the template in a folder has it.
fn shown(path: &Path, base: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    below.display().to_string()
}

/// Returns a name as templates have it: `shared-layer` is `SharedLayer`.
fn logical(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    words.collect()
}

fn camel(name: &str) -> String {
    let name = logical(name);
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    first.to_lowercase() + rest
}

#[cfg(test)]
mod tests {
    use super::{camel, logical};

    #[test]
    fn a_layer_is_called_as_templates_have_it() {
        assert_eq!(logical("shared-layer"), "SharedLayer");
        assert_eq!(logical("shared-layer-2"), "SharedLayer2");
        assert_eq!(camel("shared-layer"), "sharedLayer");
    }
}
