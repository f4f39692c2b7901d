//! The engine on real interpreters.
