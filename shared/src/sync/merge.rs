//! The merge of one field: what was there, what somebody wants, and what both saw.

use super::{Change, Edit, Rewrite};
use crate::{
    Value,
    planted::{Bug, planted},
    record::{Cell, Stamp},
    schema::Merge,
    text::weave,
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
/// other is reported. Equal values never disagree. Long texts are woven together over the text that the writer saw,
/// whoever set the present one: between two edits of one device the server may have woven in another's.
pub fn merge(rule: Merge, current: Option<&Cell>, change: &Change, stamp: Stamp) -> Merged {
    let present = current.map_or(&Value::Null, |cell| &cell.value);
    let wanted = change.edit.applied_to(present);
    if *present == wanted {
        return Merged { value: None, lost: None };
    }
    if let (Merge::Text, Edit::Text(rewrite), Some(cell)) =
        (rule, &change.edit, current.filter(|cell| written_since(cell, change)))
    {
        return woven(cell, rewrite, stamp);
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

/// Whether somebody has written on a text since the writer saw it; a preview, whose place is 0, may have others' words
/// woven in. Where nobody has, what the writer saw and is not there is gone with a restore, not struck out by anybody.
fn written_since(cell: &Cell, change: &Change) -> bool {
    cell.stamp.seq > change.base || cell.stamp.seq == 0
}

/// Both texts in one. Where they clash, that of the later edit stands there, and the other is kept whole.
fn woven(cell: &Cell, rewrite: &Rewrite, stamp: Stamp) -> Merged {
    let (present, wanted) = (cell.value.as_text().unwrap_or_default(), rewrite.after());
    if planted(Bug::TakesOwnForSeen) && cell.stamp.client == stamp.client {
        return Merged { value: Some(Value::text(&wanted)), lost: None };
    }
    let later = is_later(stamp, &cell.stamp);
    let base = if planted(Bug::WeavesOverPresent) { present } else { rewrite.before() };
    let woven = if later { weave(base, present, &wanted) } else { weave(base, &wanted, present) };
    let value = Value::text(&woven.text);
    let lost = (woven.clash && !planted(Bug::ClashesSilently)).then(|| {
        let (present, wanted) = ((cell.value.clone(), *cell.stamp), (Value::text(&wanted), stamp));
        if later {
            Lost { kept: (value.clone(), stamp), lost: present }
        } else {
            Lost { kept: (value.clone(), *cell.stamp), lost: wanted }
        }
    });
    Merged { value: (value != cell.value).then_some(value), lost }
}

/// Of two edits of one person at one moment the second is meant.
fn is_later(stamp: Stamp, present: &Stamp) -> bool {
    (stamp.at, stamp.by == present.by) > (present.at, false)
}

fn disagree(cell: &Cell, wanted: Value, stamp: Stamp) -> Merged {
    if planted(Bug::DropsLosers) {
        return Merged { value: Some(wanted), lost: None };
    }
    let later = is_later(stamp, &cell.stamp);
    let (present, wanted) = ((cell.value.clone(), *cell.stamp), (wanted, stamp));
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
    fn texts_are_woven_over_what_the_writer_saw() {
        let mine = |at| stamp(9, at, "me");
        let (base, hers) = ("one two three", "one too three");
        let cases = [
            ("nobody else wrote", base, "me", "one two three four", 60, "one two three four", None),
            ("another word", hers, "other", "one two three four", 40, "one too three four", None),
            ("after an edit of one's own", hers, "me", "one two three four", 60, "one too three four", None),
            ("the same word, later", hers, "other", "one 2 three four", 60, "one 2 three four", Some("one too three")),
            (
                "the same word, earlier",
                hers,
                "other",
                "one 2 three four",
                40,
                "one too three four",
                Some("one 2 three four"),
            ),
            ("the whole text", hers, "other", "", 60, "", Some("one too three")),
        ];
        for (name, present, by, wanted, at, value, lost) in cases {
            let edit = Edit::Text(Rewrite::between(base, wanted));
            let change = Change { field: "title".into(), edit, base: 5 };
            let merged = merge(Merge::Text, Some(&cell(present, stamp(8, 50, by))), &change, mine(at));
            assert_eq!(merged.value, Some(Value::text(value)), "{name}");
            assert_eq!(merged.lost.map(|lost| lost.lost.0), lost.map(Value::from), "{name}");
        }
    }

    #[test]
    fn a_text_that_a_restore_took_away_comes_back_with_the_edit_of_who_saw_it() {
        let edit = Edit::Text(Rewrite::between("one two", "one two three"));
        let change = Change { field: "title".into(), edit, base: 5 };
        let merged = merge(Merge::Text, Some(&cell("one", stamp(4, 50, "other"))), &change, stamp(9, 60, "me"));
        assert_eq!(merged, Merged { value: Some("one two three".into()), lost: None });
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
