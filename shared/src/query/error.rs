//! Why a query cannot be answered.

use super::Operator;
use crate::{Name, Problem};

/// A query that does not fit the schema or cannot be read; a person can mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The schema has no such entity.
    #[error("there is no entity {0}")]
    Entity(Name),
    /// The entity has no such field.
    #[error("there is no field {0}")]
    Field(Name),
    /// The field's type does not know the operator.
    #[error("{field} cannot be filtered by {operator}")]
    Operator {
        /// The field.
        field: Name,
        /// The operator.
        operator: Operator,
    },
    /// The operand is not a value of the field's type, or there are too few or too many.
    #[error("{value:?} is not a value to filter {field} by")]
    Operand {
        /// The field.
        field: Name,
        /// The operand.
        value: String,
    },
    /// The field's type cannot be totalled like this.
    #[error("{0} cannot be totalled like this")]
    Measure(Name),
    /// The text form cannot be read.
    #[error("the filter cannot be read at {0:?}")]
    Syntax(String),
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Entity(entity) => Self::new("problem-unknown-entity").with("entity", entity),
            QueryError::Field(field) => Self::new("problem-unknown-field").with("field", field),
            QueryError::Operator { field, operator } => {
                Self::of(&field, "problem-filter-operator").with("field", &field).with("operator", operator)
            }
            QueryError::Operand { field, value } => {
                Self::of(&field, "problem-filter-value").with("field", &field).with("value", value)
            }
            QueryError::Measure(field) => Self::of(&field, "problem-filter-total").with("field", &field),
            QueryError::Syntax(at) => Self::new("problem-filter-syntax").with("text", at),
        }
    }
}
