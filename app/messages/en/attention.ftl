# Needs attention: what happened, both values, and the decision.

attention-none = Nothing needs your attention
attention-none-words = When two people enter different values, or the server refuses a change, both sides are kept here until somebody decides.
attention-badge-conflict = Two values
attention-badge-rejected = Refused
attention-conflict = { $field } of { $record }
attention-rejected = A change of { $record } was refused
attention-untitled = a record
attention-stands = Stands now
attention-lost = Was set aside
attention-empty = (empty)
attention-hidden = You may not see this field any more, so somebody who may decides between its two values.
attention-somebody = Somebody
attention-you = { $name } (you)
attention-keep = Leave as it is
attention-replace = Use the other value
attention-retry = Try again
attention-discard = Discard
attention-operation = Change
attention-delete = Delete
attention-restore = Restore
attention-retried = Trying again
attention-said-kept = The value stays
attention-said-replaced = The other value stands now
attention-said-discarded = Discarded
attention-record-gone = The record is not here any more, so the value cannot be put in. Leave it as it is to close the matter.
