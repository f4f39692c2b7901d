//! Text within markup: it is text, whatever it says.

/// Returns a text as it is written in markup, also within quotes; what cannot be seen, or would turn
/// the text around it, is left out.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for each in text.chars() {
        match each {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            each if each.is_control() => escaped.push(' '),
            each => escaped.push(each),
        }
    }
    escaped
}

/// Returns a sentence in which `such` words are code.
pub(crate) fn sentence(text: &str) -> String {
    let parts = text
        .split('`')
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => escaped(part),
            _ => format!("<code>{}</code>", escaped(part)),
        });
    parts.collect()
}
