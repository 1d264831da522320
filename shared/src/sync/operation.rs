//! What a person did: operations on records, bundled into mutations.

use super::Rewrite;
use crate::{Id, Name, Value, record::Millis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How a field changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// The field has this value now.
    Set(Value),
    /// Items join a set or leave it, whatever else is in it.
    Items {
        /// Items that join.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        add: Vec<Box<str>>,
        /// Items that leave.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remove: Vec<Box<str>>,
    },
    /// A long text was rewritten; what others have changed of it meanwhile stays.
    Text(Rewrite),
}

impl Edit {
    /// The value that follows from this edit of `present`, where nobody else has changed it.
    pub fn applied_to(&self, present: &Value) -> Value {
        match self {
            Self::Set(value) => value.clone(),
            Self::Text(rewrite) => Value::text(rewrite.after()),
            Self::Items { add, remove } => {
                let stay = present.items().iter().filter(|item| !remove.contains(item) || add.contains(item));
                let join = add.iter().filter(|item| !present.items().contains(item));
                Value::list(stay.chain(join))
            }
        }
    }
}

/// A change of one field, with the place in the log of the value that the person saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Field id.
    pub field: Name,
    /// What becomes of it.
    pub edit: Edit,
    /// `seq` of the value seen; 0 for "nothing was there".
    #[serde(default)]
    pub base: u64,
}

/// A change to one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Operation {
    /// A new record. Creating an id that exists is refused.
    Create {
        /// Entity.
        entity: Name,
        /// Id, made by the device.
        id: Id,
        /// First values.
        values: BTreeMap<Name, Value>,
    },
    /// Changes of some fields.
    Patch {
        /// Entity.
        entity: Name,
        /// Record.
        id: Id,
        /// What changes.
        changes: Vec<Change>,
    },
    /// The record goes away, but can be restored.
    Delete {
        /// Entity.
        entity: Name,
        /// Record.
        id: Id,
    },
    /// A deleted record comes back as it was.
    Restore {
        /// Entity.
        entity: Name,
        /// Record.
        id: Id,
    },
}

impl Operation {
    /// A new record of these values; empty ones are left out.
    pub fn create<K: Into<Name>>(entity: &str, id: Id, values: impl IntoIterator<Item = (K, Value)>) -> Self {
        let values =
            values.into_iter().map(|(field, value)| (field.into(), value)).filter(|(_, value)| !value.is_null());
        Self::Create { entity: entity.into(), id, values: values.collect() }
    }

    /// The record concerned.
    pub const fn target(&self) -> (&Name, Id) {
        match self {
            Self::Create { entity, id, .. }
            | Self::Patch { entity, id, .. }
            | Self::Delete { entity, id }
            | Self::Restore { entity, id } => (entity, *id),
        }
    }
}

/// An atomic set of operations by one person on one device: all of them stand or none.
///
/// Invariant: (client, number) names the mutation for ever; the same pair with another
/// [`Mutation::fingerprint`] means that a device was cloned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// Device.
    pub client: Id,
    /// Number on that device, rising; gaps are allowed.
    pub number: u64,
    /// When it was made.
    pub at: Millis,
    /// What was done.
    pub ops: Vec<Operation>,
    /// Import, bulk edit or the like that this is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Id>,
    /// Life of the log whose places the changes are based on; empty where that is the one that the push names.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub epoch: String,
}

impl Mutation {
    /// SHA-256 of the content, as 64 hex digits.
    pub fn fingerprint(&self) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        super::hex(&Sha256::digest(bytes))
    }
}

/// A device under another name, where the number of a mutation was used for another one: the device was
/// cloned. The name follows from the mutation alone, by its fingerprint, so that every copy of it, whoever
/// offers it and however often, is the same one.
pub fn other_client(client: Id, fingerprint: &str) -> Id {
    Id::named(&format!("{client}/{fingerprint}"))
}
