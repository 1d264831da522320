//! What a person has to decide: a value that lost to another, or a change that was refused.

use crate::entity;

entity! {
    /// A change that somebody made and that does not stand, or went with a record that was deleted.
    ///
    /// Written by the server in the same commit as what caused it; people only set `status`.
    Attention = "attention" / "attentions", scope People, write System {
        /// Title of the record concerned, for when it is out of sight.
        SUBJECT = "subject": Text(200) [title, list, search];
        /// A lost value, a refused change, or a record that was deleted with work in it that its deleter had not seen.
        KIND = "kind": Choice(&["conflict", "rejected", "deleted"]) [required, list];
        /// Whether somebody still has to decide.
        STATUS = "status": Choice(&["open", "kept", "replaced", "discarded"]) [required, list];
        /// Entity of the record concerned.
        ENTITY = "entity": Text(60) [list];
        /// The record concerned.
        RECORD = "record": Text(26);
        /// Field in which two people disagreed.
        FIELD = "field": Text(60) [list];
        /// The value that stands, as JSON `{"value": …}`.
        KEPT_VALUE = "kept_value": LongText [whole];
        /// Who entered it.
        KEPT_BY = "kept_by": Link("user");
        /// When.
        KEPT_AT = "kept_at": DateTime;
        /// The value that does not stand, as JSON `{"value": …}`.
        LOST_VALUE = "lost_value": LongText [whole];
        /// Who entered it.
        LOST_BY = "lost_by": Link("user");
        /// When.
        LOST_AT = "lost_at": DateTime;
        /// Device on which it was entered.
        LOST_CLIENT = "lost_client": Text(26);
        /// The refused operations, or those that bring back what was deleted, as JSON; `{"cut": […]}` where they are too
        /// long to be kept here whole.
        OPERATIONS = "operations": LongText [whole];
        /// Why they were refused, as JSON.
        PROBLEMS = "problems": LongText [whole];
        /// The people concerned.
        PEOPLE = "people": Links("user");
        /// Team that it concerns as a whole. Nothing is written for one at present: all its members would see it.
        TEAM = "team": Link("team");
    }
}
