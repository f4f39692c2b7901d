//! Values as they were observed: JSON's, with the order of members and the text of numbers kept.

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Value>),
    /// Members in the order in which they were written.
    Map(Vec<(String, Value)>),
}
