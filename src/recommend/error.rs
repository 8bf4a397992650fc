//! What can be wrong with a question.

use alloc::string::String;
use core::fmt;

/// A question that cannot be answered as it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadInput {
    /// Where, as a path into the request: `history[3].date`.
    pub field: String,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl BadInput {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

impl core::error::Error for BadInput {}
