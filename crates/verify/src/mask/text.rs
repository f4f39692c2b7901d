//! Learns what varies inside a text, token by token, and finds it again in another.

use super::kind::{Alphabet, Kind, is_volatile};
use super::{Piece, Slot};
use crate::token::{Class, Token, scan, tokens};

/// How often a piece that may be anything is tried at another place.
const MOST_TRIES: usize = 64;

/// Most tokens whose order is looked at.
const MOST_SHUFFLED: usize = 50_000;

/// Returns what these texts are like, one from each run.
pub(super) fn texts(runs: &[&str]) -> Vec<Piece> {
    let lines: Vec<Vec<&str>> = runs.iter().map(|run| run.split('\n').collect()).collect();
    let mut pieces = Vec::new();
    if lines.iter().all(|of| of.len() == lines[0].len()) {
        for index in 0..lines[0].len() {
            if index > 0 {
                pieces.push(Piece::Literal("\n".to_owned()));
            }
            let line: Vec<&str> = lines.iter().map(|of| of[index]).collect();
            pieces.extend(stretch(&line));
        }
    } else {
        pieces = stretch(runs);
    }
    joined(pieces)
}

fn stretch(runs: &[&str]) -> Vec<Piece> {
    if runs.iter().all(|run| run == &runs[0]) {
        return vec![Piece::Literal(runs[0].to_owned())];
    }
    let runs: Vec<Vec<Token>> = runs.iter().map(|run| tokens(run)).collect();
    let begin = agreeing(&runs, |run, index| run.get(index));
    let shortest = runs.iter().map(Vec::len).min().unwrap_or_default();
    let end = agreeing(&runs, |run, index| run.iter().rev().nth(index)).min(shortest - begin);
    let mut pieces = aligned(&runs, |run| &run[..begin]);
    let middle: Vec<&[Token]> = runs
        .iter()
        .map(|run| &run[begin..run.len() - end])
        .collect();
    pieces.extend(varying(&middle));
    pieces.extend(aligned(&runs, |run| &run[run.len() - end..]));
    pieces
}

/// How many tokens from an end on are the same in all runs, or of the same telling kind.
fn agreeing<'a, 'b: 'a>(
    runs: &'a [Vec<Token<'b>>],
    at: impl Fn(&'a Vec<Token<'b>>, usize) -> Option<&'a Token<'b>>,
) -> usize {
    let agrees = |index: &usize| {
        let column: Option<Vec<&str>> = runs
            .iter()
            .map(|run| at(run, *index).map(|token| token.text))
            .collect();
        column.is_some_and(|column| {
            column.iter().all(|text| *text == column[0]) || telling(&column).is_some()
        })
    };
    let longest = runs.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest).take_while(agrees).count()
}

fn telling(column: &[&str]) -> Option<Kind> {
    Kind::of(column).filter(Kind::is_telling)
}

fn aligned<'a, 'b: 'a>(
    runs: &'a [Vec<Token<'b>>],
    part: impl Fn(&'a Vec<Token<'b>>) -> &'a [Token<'b>],
) -> Vec<Piece> {
    let parts: Vec<&[Token]> = runs.iter().map(part).collect();
    (0..parts[0].len())
        .map(|index| piece(&parts, index))
        .collect()
}

fn piece(runs: &[&[Token]], index: usize) -> Piece {
    let column: Vec<&str> = runs.iter().map(|run| run[index].text).collect();
    if column.iter().all(|text| *text == column[0]) {
        return Piece::Literal(column[0].to_owned());
    }
    match Kind::of(&column) {
        Some(kind) => masked(kind, &column),
        None => Piece::Free,
    }
}

fn masked(kind: Kind, column: &[&str]) -> Piece {
    let variants = column.iter().map(|&text| text.to_owned()).collect();
    Piece::Masked(Slot { kind, variants })
}

/// What lies between the tokens that agree from either end.
fn varying(runs: &[&[Token]]) -> Vec<Piece> {
    let n_tokens = runs[0].len();
    if (2..MOST_SHUFFLED).contains(&n_tokens)
        && let Some(shuffled) = same_tokens(runs)
    {
        return vec![shuffled];
    }
    if runs.iter().all(|run| run.len() == n_tokens) {
        let pieces: Vec<Piece> = (0..n_tokens).map(|index| piece(runs, index)).collect();
        if !pieces.contains(&Piece::Free) {
            return pieces;
        }
        let whole = one_token(runs).map_or(pieces, |piece| vec![piece]);
        return whole;
    }
    one_token(runs).map_or_else(|| vec![Piece::Free], |piece| vec![piece])
}

/// The same tokens in another order in every run.
fn same_tokens(runs: &[&[Token]]) -> Option<Piece> {
    let first = sorted(runs[0]);
    let same = runs[1..].iter().all(|run| sorted(run) == first);
    same.then_some(Piece::Shuffled(first))
}

/// Tokens in an order of their own; those that vary from run to run only by their kind.
fn sorted(tokens: &[Token]) -> Vec<String> {
    let shown = |token: &Token| match token.class {
        Class::Number | Class::Word => token.text.to_owned(),
        class if is_volatile(token) => format!("\0{class:?}"),
        _ => token.text.to_owned(),
    };
    let mut sorted: Vec<String> = tokens.iter().map(shown).collect();
    sorted.sort_unstable();
    sorted
}

/// One random token that happens to hold marks, such as Base64.
fn one_token(runs: &[&[Token]]) -> Option<Piece> {
    let texts: Vec<String> = runs
        .iter()
        .map(|run| run.iter().map(|token| token.text).collect())
        .collect();
    let column: Vec<&str> = texts.iter().map(String::as_str).collect();
    match Kind::of(&column)? {
        kind @ Kind::Token(alphabet, _) if alphabet >= Alphabet::Url => Some(masked(kind, &column)),
        _ => None,
    }
}

/// Joins literals, and lets what may be anything reach to the next literal.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
            (Some(Piece::Free), Piece::Masked(_) | Piece::Shuffled(_) | Piece::Free) => {}
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

/// What stood in a masked place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Captured<'p> {
    /// What the reference had there, by run.
    pub(crate) variants: &'p [String],
    /// What stands there now.
    pub(crate) text: String,
}

/// Returns what stands in the masked places of a text, if it is like this.
pub(crate) fn matches<'p>(pieces: &'p [Piece], text: &str) -> Option<Vec<Captured<'p>>> {
    let mut captured = Vec::new();
    fits(pieces, text, 0, &mut captured).then_some(captured)
}

fn fits<'p>(pieces: &'p [Piece], text: &str, at: usize, captured: &mut Vec<Captured<'p>>) -> bool {
    let mut at = at;
    for (index, piece) in pieces.iter().enumerate() {
        let end = match piece {
            Piece::Literal(literal) => text[at..]
                .starts_with(literal.as_str())
                .then(|| at + literal.len()),
            Piece::Masked(slot) => masked_end(&slot.kind, text, at),
            Piece::Shuffled(sorted) => shuffled_end(sorted, text, at),
            Piece::Free => return any_fits(&pieces[index + 1..], text, at, captured),
        };
        let Some(end) = end else {
            return false;
        };
        if let Piece::Masked(slot) = piece
            && slot.kind.identifies(&text[at..end])
        {
            captured.push(Captured {
                variants: &slot.variants,
                text: text[at..end].to_owned(),
            });
        }
        at = end;
    }
    at == text.len()
}

/// Tries the pieces after one that may be anything wherever the next literal stands.
fn any_fits<'p>(
    rest: &'p [Piece],
    text: &str,
    at: usize,
    captured: &mut Vec<Captured<'p>>,
) -> bool {
    let Some(Piece::Literal(next)) = rest.first() else {
        return true;
    };
    let n_captured = captured.len();
    for (found, _) in text[at..].match_indices(next.as_str()).take(MOST_TRIES) {
        if fits(rest, text, at + found, captured) {
            return true;
        }
        captured.truncate(n_captured);
    }
    false
}

fn masked_end(kind: &Kind, text: &str, at: usize) -> Option<usize> {
    let end = match kind {
        Kind::Token(_, length) => at + length,
        _ => at + scan(text, at)?.text.len(),
    };
    kind.accepts(text.get(at..end)?).then_some(end)
}

fn shuffled_end(expect: &[String], text: &str, at: usize) -> Option<usize> {
    let mut found = Vec::new();
    let mut end = at;
    while found.len() < expect.len() {
        let token = scan(text, end)?;
        end += token.text.len();
        found.push(token);
    }
    (sorted(&found) == expect).then_some(end)
}

#[cfg(test)]
mod tests;
