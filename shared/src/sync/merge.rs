//! The merge of one field: what was there, what somebody wants, and what both saw.

use super::{Change, Edit};
use crate::{
    Value,
    planted::{Bug, planted},
    record::{Cell, Stamp},
    schema::Merge,
};

/// A value that does not stand although somebody entered it.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// The value that stands.
    pub kept: (Value, Stamp),
    /// The value that does not.
    pub lost: (Value, Stamp),
}

/// What becomes of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The new value, or nothing where the present one stays.
    pub value: Option<Value>,
    /// The value that lost, where two people disagreed.
    pub lost: Option<Lost>,
}

/// Merges a change into a cell.
///
/// A change that saw the present value applies. So does one by the device that set the present
/// value: it saw its own edit, even if it did not know its `seq` yet. Otherwise sets merge as
/// operations; of two scalars the later edit stands (ties go to the one already there) and the
/// other is reported. Equal values never disagree.
pub fn merge(rule: Merge, current: Option<&Cell>, change: &Change, stamp: Stamp) -> Merged {
    let present = current.map_or(&Value::Null, |cell| &cell.value);
    let wanted = change.edit.applied_to(present);
    if *present == wanted {
        return Merged { value: None, lost: None };
    }
    let unseen = current.filter(|cell| cell.stamp.seq > change.base && cell.stamp.client != stamp.client);
    match unseen {
        None => Merged { value: Some(wanted), lost: None },
        Some(_) if matches!(change.edit, Edit::Items { .. }) && rule == Merge::Set => {
            Merged { value: Some(wanted), lost: None }
        }
        Some(cell) => disagree(cell, wanted, stamp),
    }
}

fn disagree(cell: &Cell, wanted: Value, stamp: Stamp) -> Merged {
    if planted(Bug::DropsLosers) {
        return Merged { value: Some(wanted), lost: None };
    }
    let (present, wanted) = ((cell.value.clone(), *cell.stamp), (wanted, stamp));
    // Of two edits of one person at one moment the second is meant.
    let later = (stamp.at, stamp.by == cell.stamp.by) > (cell.stamp.at, false);
    if later {
        let value = Some(wanted.0.clone());
        return Merged { value, lost: Some(Lost { kept: wanted, lost: present }) };
    }
    Merged { value: None, lost: Some(Lost { kept: present, lost: wanted }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use std::sync::Arc;

    fn stamp(seq: u64, at: u64, client: &str) -> Stamp {
        Stamp { seq, at, by: Id::named(client), client: Id::named(client) }
    }

    fn cell(value: &str, stamp: Stamp) -> Cell {
        Cell { field: "title".into(), value: value.into(), stamp: Arc::new(stamp) }
    }

    fn set(value: &str, base: u64) -> Change {
        Change { field: "title".into(), edit: Edit::Set(value.into()), base }
    }

    #[test]
    fn scalars() {
        let mine = |at| stamp(9, at, "me");
        let cases = [
            ("seen applies", cell("a", stamp(5, 50, "other")), set("b", 5), 60, Some("b"), false),
            ("own earlier edit applies", cell("a", stamp(8, 50, "me")), set("b", 5), 60, Some("b"), false),
            ("equal agrees", cell("b", stamp(8, 50, "other")), set("b", 5), 60, None, false),
            ("later stands", cell("a", stamp(8, 50, "other")), set("b", 5), 60, Some("b"), true),
            ("earlier is kept aside", cell("a", stamp(8, 50, "other")), set("b", 5), 40, None, true),
            ("a tie goes to what is there", cell("a", stamp(8, 50, "other")), set("b", 5), 50, None, true),
        ];
        for (name, cell, change, at, value, lost) in cases {
            let merged = merge(Merge::Scalar, Some(&cell), &change, mine(at));
            assert_eq!((merged.value, merged.lost.is_some()), (value.map(Value::from), lost), "{name}");
        }
    }

    #[test]
    fn sets_merge_as_operations() {
        let cell = Cell {
            field: "channels".into(),
            value: Value::list(["email", "post"]),
            stamp: Arc::new(stamp(8, 50, "other")),
        };
        let edit = Edit::Items { add: vec!["phone".into()], remove: vec!["email".into()] };
        let merged =
            merge(Merge::Set, Some(&cell), &Change { field: "channels".into(), edit, base: 1 }, stamp(9, 10, "me"));
        assert_eq!(merged, Merged { value: Some(Value::list(["post", "phone"])), lost: None });
    }
}
