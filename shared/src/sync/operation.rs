//! What a person did: operations on records, bundled into mutations.

use super::Rewrite;
use crate::{Id, Name, Record, Value, record::Millis};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Most characters of a text, and items of a list, where an operation is cut to be read.
const CUT: usize = 1000;
/// Most operations that are kept to be read.
const CUT_OPERATIONS: usize = 100;

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
    fn cut(&self) -> Self {
        let some = |items: &[Box<str>]| items.iter().take(CUT).cloned().collect();
        match self {
            Self::Set(value) => Self::Set(cut(value)),
            Self::Text(rewrite) => Self::Set(cut(&Value::text(rewrite.after()))),
            Self::Items { add, remove } => Self::Items { add: some(add), remove: some(remove) },
        }
    }

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
        Self::create_of(entity.into(), id, values.into_iter().map(|(field, value)| (field.into(), value)).collect())
    }

    /// One by one: collecting would bring along a sort for every kind of iterator that this is called with.
    fn create_of(entity: Name, id: Id, given: Vec<(Name, Value)>) -> Self {
        let mut values = BTreeMap::new();
        values.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
        Self::Create { entity, id, values }
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

    /// The first of many operations with long texts cut short: to be read by people, never to be done.
    pub fn cut(ops: &[Self]) -> Vec<Self> {
        let mut ops = ops.get(..CUT_OPERATIONS).unwrap_or(ops).to_vec();
        for op in &mut ops {
            match op {
                Self::Create { values, .. } => values.values_mut().for_each(|value| *value = cut(value)),
                Self::Patch { changes, .. } => {
                    for change in changes {
                        change.edit = change.edit.cut();
                    }
                }
                Self::Delete { .. } | Self::Restore { .. } => {}
            }
        }
        ops
    }
}

/// A value as far as it is read.
fn cut(value: &Value) -> Value {
    match value {
        Value::Text(text) => match text.char_indices().nth(CUT) {
            Some((end, _)) => Value::text(format!("{}…", text.get(..end).unwrap_or_default())),
            None => value.clone(),
        },
        Value::List(items) => Value::list(items.iter().take(CUT)),
        Value::Other(_) => Value::Null,
        other => other.clone(),
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
    /// Place in the log up to which the device had followed it, where records are deleted: what came after it, the
    /// person had not seen. Nothing where that is not known; then whatever is deleted counts as seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<u64>,
}

impl Mutation {
    /// SHA-256 of the content, as 64 hex digits.
    pub fn fingerprint(&self) -> String {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        super::hex(&Sha256::digest(bytes))
    }

    /// The same to be read only, see [`Operation::cut`].
    pub(super) fn cut(&self) -> Self {
        let Self { client, number, at, group, .. } = *self;
        Self { client, number, at, ops: Operation::cut(&self.ops), group, epoch: self.epoch.clone(), seen: self.seen }
    }

    /// What its change of a field was based on; nothing where it does not change that.
    pub(crate) fn base_of(&self, record: &Record, field: &str) -> Option<u64> {
        let mut patches = self.ops.iter().filter_map(|op| match op {
            Operation::Patch { entity, id, changes } if *entity == record.entity && *id == record.id => Some(changes),
            _ => None,
        });
        patches.find_map(|changes| changes.iter().find(|change| &*change.field == field)).map(|change| change.base)
    }

    /// How many bytes it takes on its way to the server.
    pub fn bytes(&self) -> usize {
        serde_json::to_vec(self).map_or(0, |json| json.len())
    }
}

/// A device under another name, where the number of a mutation was used for another one: the device was
/// cloned. The name follows from the mutation alone, by its fingerprint, so that every copy of it, whoever
/// offers it and however often, is the same one.
pub fn other_client(client: Id, fingerprint: &str) -> Id {
    Id::named(&format!("{client}/{fingerprint}"))
}
