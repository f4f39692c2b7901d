//! Bytecode for the exact interpreter, valid whatever becomes of the files' dates.

pub mod marshal;
